cd "$DATA/captures"
heapterm report v1-corners.log --since mark:1
echo "exit $?" >&2
heapterm report v1-corners.log --since event:100000
echo "exit $?" >&2
heapterm report v1-corners.log --since mark:0
echo "exit $?" >&2
heapterm report v1-corners.log --mark '('
echo "exit $?" >&2
heapterm report

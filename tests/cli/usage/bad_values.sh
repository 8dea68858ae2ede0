heapterm board.log --color sometimes
echo "$?"
heapterm board.log --framing 9N1
echo "$?"
heapterm board.log --until boot
echo "$?"
heapterm board.log --for 0
echo "$?"
heapterm board.log --for -1
echo "$?"
heapterm board.log --exit-char ctrl
echo "$?"
for when in begin fail:0 fail: event:x line:-1 byte:1K; do
    heapterm map board.log --at "$when"
    echo "$?"
done

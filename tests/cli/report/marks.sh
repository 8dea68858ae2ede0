# The badge says what it does: lines that match are marks, and a report can begin at one.
cd "$DATA/captures" && heapterm report v1-badge-normal.log --mark '^hist' | sed -n '/^Marks/,/^$/p' | head -6
for since in mark:3 event:4000 line:4000 byte:200000; do
    echo "== $since"
    heapterm report v1-badge-normal.log --mark '^hist' --since $since | head -4
done

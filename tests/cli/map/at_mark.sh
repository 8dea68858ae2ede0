# A mark is the same instant as in report: the event before it.
log=board.log
cp "$DATA/captures/v1-badge-normal.log" $log
for at in mark:1 mark:6 "mark:up 5s"; do
    heapterm map "$log" --mark readings --at "$at" --json | sed -n 's/ "at": //p'
done
heapterm report "$log" --mark readings --json | sed -n 's/.*"at": \({"event": [0-9]*\).*"text": \(".*readings"\).*/\1 \2/p' | sed -n "1p;6p;8p"
heapterm map "$log" --mark readings --at mark:nothing
echo "$?"
heapterm map "$log" --mark readings --at mark:99999
echo "$?"
heapterm map "$log" --at mark:1
echo "$?"
heapterm map "$log" --mark readings --at mark:
echo "$?"

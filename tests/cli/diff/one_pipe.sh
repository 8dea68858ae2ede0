# Two instants of a pipe in one pass, in either order; and what cannot be told of one.
cp "$DATA/captures/v1-badge-normal.log" board.log
cat board.log | heapterm diff - --mark readings --at mark:2 --at "mark:up 20s"
for at in "--at end --at event:50" "--at event:50 --at byte:20000"; do
    heapterm diff board.log $at >file.out
    cat board.log | heapterm diff - $at | sed "s/standard input/board.log/" | cmp - file.out && echo "$at: the same"
done
for at in "--at event:1 --at event:999999" "--at event:1 --at peak" "--at 2s --at end" "--at end --at 2s"; do
    cat board.log | heapterm diff - $at 2>&1
    echo "$?"
done

# One log, from one mark to another.
cp "$DATA/captures/v1-badge-normal.log" board.log
heapterm diff board.log --mark readings --at mark:2 --at "mark:up 20s"

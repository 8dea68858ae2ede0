echo text > board.log
heapterm board.log > /dev/full

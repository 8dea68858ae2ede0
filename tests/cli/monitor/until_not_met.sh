echo text > board.log
heapterm board.log --until fail --no-summary

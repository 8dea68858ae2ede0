echo text > board.log
heapterm board.log --json

echo text > board.log
heapterm board.log 9600

echo text >board.log
heapterm --restart board.log

heapterm --frobnicate board.log

heapterm --jsno board.log

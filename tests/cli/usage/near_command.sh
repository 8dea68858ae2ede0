heapterm mapp board.log

heapterm -x board.log

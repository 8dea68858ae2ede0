heapterm map board.log --until fail

heapterm replay board.log --until fail

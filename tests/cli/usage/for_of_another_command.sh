heapterm replay board.log --for 10

heapterm board.log --heap

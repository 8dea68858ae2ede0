heapterm monitor board.hpt --until 5s

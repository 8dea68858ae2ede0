heapterm replay board.hpt --from 10s --until 5

heapterm map

: | heapterm map -

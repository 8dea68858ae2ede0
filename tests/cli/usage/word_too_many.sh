heapterm replay one.log two.log

heapterm help

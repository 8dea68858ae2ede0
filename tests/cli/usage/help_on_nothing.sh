heapterm help frobnicate

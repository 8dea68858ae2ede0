# trust: 29
heapterm /dev/null

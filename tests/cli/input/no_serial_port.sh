heapterm /dev/null

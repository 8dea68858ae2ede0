heapterm help > /dev/full

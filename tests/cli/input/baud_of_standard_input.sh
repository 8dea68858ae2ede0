heapterm - 9600

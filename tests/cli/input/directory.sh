# trust: 29
mkdir logs
heapterm logs

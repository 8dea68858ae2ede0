mkdir logs
heapterm logs

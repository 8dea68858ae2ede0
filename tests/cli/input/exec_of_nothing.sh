heapterm exec:

heapterm tcp://localhost:4321 115200

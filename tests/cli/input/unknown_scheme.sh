heapterm udp://localhost:1

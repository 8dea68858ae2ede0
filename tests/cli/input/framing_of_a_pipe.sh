mkfifo pipe
heapterm pipe --framing 7E1

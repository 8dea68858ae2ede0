heapterm --version | grep -cE '^heapterm [0-9]+\.[0-9]+\.[0-9]+$'

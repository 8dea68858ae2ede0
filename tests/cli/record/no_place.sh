heapterm record /dev/ttyACM0

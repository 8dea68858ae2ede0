heapterm ports /dev/ttyACM0

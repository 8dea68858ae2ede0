heapterm record /dev/ttyACM0 -o a.hpt --record-dir b

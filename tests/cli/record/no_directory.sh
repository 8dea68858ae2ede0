heapterm record /dev/ttyACM0 -o none/a.hpt

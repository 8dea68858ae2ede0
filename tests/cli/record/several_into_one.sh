heapterm record /dev/ttyACM0 /dev/ttyACM1 --output a.hpt

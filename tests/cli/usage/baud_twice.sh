heapterm /dev/ttyACM0 9600 --baud 115200

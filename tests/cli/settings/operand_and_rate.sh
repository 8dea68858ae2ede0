# The operand BAUD stands beside a profile as beside a port, and goes before its rate.
printf '[lab]\nport = /dev/ttyACM77\nbaud = 9600\n' >config
heapterm --config config lab 115200 --baud 300
heapterm --config config lab fast

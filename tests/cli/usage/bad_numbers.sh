# trust: 31
for baud in 0 -1 abc 1e9 4294967296 99999999999999999999 115200x; do
    heapterm /dev/ttyACM0 --baud "$baud"
    echo "$?"
done
heapterm /dev/ttyACM0 fast

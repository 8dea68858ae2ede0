for heap in '' 5 0x20000000: 0x20000000:0 1:2x 9..9 9..8 0xffffffffffffffff:2 1:99999999999999M :5 0:2048M 0x1000..0x80001000; do
    heapterm board.log --heap "$heap"
    echo "$?"
done

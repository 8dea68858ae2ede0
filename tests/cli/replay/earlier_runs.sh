# Twelve runs, each an allocation longer: the first and the last are told, and free(NULL) is none.
run() {
    echo "#h:0x20000000;0x20001000"
    for block in $(seq "$1"); do
        printf '#m:0x%x;0x1-16\n' $((0x20000008 + (block - 1) * 24))
    done
    echo "#f:0x0;0x1-0x0"
    echo "#f:0x0;0x1-0x20000008"
}
for number in 1 2 3 4 5 6 7 8 9 10 11 12; do run $number; done >runs.log
heapterm replay runs.log | sed -n '/^== Earlier/,$p'
echo "one run:"
run 2 | heapterm replay - | sed -n '/^== Summary/,/^events/p'
echo "without a map:"
run 2 | heapterm replay --no-map - | sed -n '/^events/p'

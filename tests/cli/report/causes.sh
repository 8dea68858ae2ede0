# Every cause of a failure, made up: explain and report name the same one.
heap() { # NUMBER START END
    printf 'HEAP %s: \nheap_start : 0x%x\nheap_end   : 0x%x\nheap_size  : 64\n' "$1" "$2" "$3"
    printf '[F:64] \nmb_total_free : 64\nmb_total_used : 0\n'
}
first() {
    heap 0 0x20002000 0x20002040
    echo "malloc: ALLOCATED: 40 [0x20002004]"
}
scattered() {
    heap 0 0x20002000 0x20002040
    for at in 20002004 20002014 20002024 20002034; do echo "malloc: ALLOCATED: 12 [0x$at]"; done
    printf 'free:   0x20002004\nfree:   0x20002024\n'
}
fails() { # WHAT SIZE
    { "$1" && echo "malloc: OUT OF MEMORY [$2]"; } >board.log
    heapterm explain board.log --json | grep -o '"verdict": "[a-z_]*"'
    heapterm report board.log --json | grep -o '"cause": "[a-z_]*"'
    heapterm report board.log | grep -A 2 '^failures' | tr -s ' \n' ' ' | sed 's/\. .*/.\n/'
}
two() {
    first
    heap 1 0x20003000 0x20003040
}
nameless() {
    printf '#m:0x20000008;0x101-8\n#m:0x0;0x101-100\n'
}
fails first 40
fails scattered 20
fails first 18
fails two 40
fails first 3000000000
fails first 1000
fails first 0
fails first 8
nameless >board.log
heapterm explain board.log --json | grep -o '"verdict": "[a-z_]*"'
heapterm report board.log --json | grep -o '"cause": "[a-z_]*"'

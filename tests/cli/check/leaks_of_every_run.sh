# A run that leaks is judged, also if a longer one does not.
boot() {
    printf ' \nHEAP 0: \nheap_start : 0x20002000\nheap_end   : 0x20003000\nheap_size  : 4096\n'
    printf '[F:4096] \nmb_total_free : 4096\nmb_total_used : 0\n'
}
steady() { # N: a block stays, another one comes and goes
    printf 'malloc: ALLOCATED: 8 [0x20002004]\n'
    for i in $(seq "$1"); do
        printf 'malloc: ALLOCATED: 8 [0x20002010]\nfree:   0x20002010\n'
    done
}
leaky() { # SIZE N
    at=$((0x20002004))
    for i in $(seq "$2"); do
        printf 'malloc: ALLOCATED: %d [0x%x]\n' "$1" "$at"
        at=$((at + $1 + 4))
    done
}
{ boot; steady 3; boot; leaky 16 60; boot; steady 200; } >board.log
heapterm check board.log --no-leaks --allow-restarts 9
{ boot; steady 3; boot; leaky 16 60; boot; steady 200; boot; leaky 24 80; } >board.log
heapterm check board.log --no-leaks --allow-restarts 9
{ boot; steady 3; boot; steady 60; boot; steady 200; } >board.log
heapterm check board.log --no-leaks --allow-restarts 9
{ boot; steady 40; boot; steady 200; } >board.log
heapterm check board.log --no-leaks --allow-restarts 9

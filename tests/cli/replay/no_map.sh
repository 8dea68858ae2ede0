printf 'malloc: ALLOCATED: 24 [0x20002a20]\nmalloc: ALLOCATED: 5 [0x20002a04]\nfree:   0x20002a20\nmalloc: OUT OF MEMORY [3000]\nfree:   0x20002a20\n' |
    heapterm replay - --no-map

# A request fails while the only heap known is the C library's, which the allocator does not use.
printf 'microbit_malloc: NATIVE ALLOCATED: 35 [0x2000008c]\nmalloc: OUT OF MEMORY [9]\n' >native.log
heapterm map native.log --allocator newlib

printf 'a line\r\nmalloc: ALLOCATED: 5 [0x20002004]\r\n\377\0' > board.log
heapterm board.log --hex
heapterm board.log --hex --no-summary --timestamps elapsed

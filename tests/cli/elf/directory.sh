echo text > board.log
heapterm board.log --elf .

echo text > board.log
heapterm board.log --elf board.log

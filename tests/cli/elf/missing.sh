echo text > board.log
heapterm board.log --elf firmware.elf

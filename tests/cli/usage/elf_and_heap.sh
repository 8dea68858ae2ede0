heapterm board.log --elf firmware.elf --heap 0x20000000:4K

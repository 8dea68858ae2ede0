echo text > board.log
head -c 1000 "$DATA/captures/greenhouse-microbit.elf" > half.elf
heapterm board.log --elf half.elf

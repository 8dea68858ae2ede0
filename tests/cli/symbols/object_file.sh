echo text > board.log
# An object file: the same header, with the type 1 (ET_REL).
cp "$DATA/captures/greenhouse-microbit.elf" half_done.o
printf '\001' | dd of=half_done.o bs=1 seek=16 conv=notrunc 2>/dev/null
heapterm board.log --elf half_done.o

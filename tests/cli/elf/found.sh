echo text > board.log
cp "$DATA/captures/greenhouse-microbit.elf" firmware.elf
heapterm replay board.log --no-summary --elf firmware.elf

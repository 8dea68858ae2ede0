# A line that is not shown has nothing below it.
cp "$DATA/captures/greenhouse-microbit.elf" firmware.elf
printf 'LR : 0x000001b9\nPC : 0x000004b8\n' > board.log
heapterm board.log --elf firmware.elf --no-summary --filter LR 2>/dev/null
heapterm board.log --elf firmware.elf --no-summary --only trace 2>/dev/null

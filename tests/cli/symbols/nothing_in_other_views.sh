# trust: 68
# --plain and --hex show what the device sends, and the log is what it sent.
cp "$DATA/captures/greenhouse-microbit.elf" firmware.elf
printf 'PC : 0x000004b8\n#m:0x20001a28;0x1b9-44\n' > board.log
heapterm board.log --elf firmware.elf --plain 2>/dev/null
heapterm board.log --elf firmware.elf --hex --no-summary 2>/dev/null
heapterm monitor board.log --elf firmware.elf --log raw.log --no-summary 2>/dev/null
cmp board.log raw.log && echo same
heapterm board.log --no-summary --heap 0x20001468:8K

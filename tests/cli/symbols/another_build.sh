# trust: 67
# Callers that this program cannot have: after four of them, and for a map at its end.
cp "$DATA/captures/greenhouse-microbit.elf" firmware.elf
for caller in 1b9 b5 d1 67d 695 900001; do printf '#m:0x%x;0x%s-4\n' $((0x20001470 + 16 * ${n:=0})) $caller; n=$((n + 1)); done > board.log
heapterm replay board.log --elf firmware.elf --no-summary
head -n 2 board.log | tail -n 1 | heapterm map - --elf firmware.elf --json | grep -c '"site": "session_open'
# One among others is a damaged line.
{ echo '#m:0x20001a28;0x1b9-4'; echo '#m:0x20001a38;0x11223344-4'; } | heapterm replay - --elf firmware.elf --no-summary
# The device has its heap where the program has none.
printf 'heap_start : 0x20004000\nheap_end   : 0x20004800\nheap_size  : 2048\nmalloc: ALLOCATED: 56 [0x20004004]\n' |
    heapterm map - --elf firmware.elf | tail -n 1

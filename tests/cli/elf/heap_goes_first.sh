# Names from the file, the heap's bounds from the command line.
cp "$DATA/captures/greenhouse-microbit.elf" firmware.elf
heapterm map "$DATA/captures/mbed-greenhouse-oom.log" --elf firmware.elf --heap 0x20001000..0x20003800 \
    --at event:1 --json | grep -o -E '"(start|end|site)": "[^"]*"'

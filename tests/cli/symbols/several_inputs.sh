# Maps that are made side by side share one file.
captures=$DATA/captures
cp "$captures/greenhouse-microbit.elf" firmware.elf
heapterm map "$captures/mbed-greenhouse-oom.log" "$captures/mbed-greenhouse-normal.log" --at event:60 \
    --elf firmware.elf --json | grep -o '"site": "[^"]*"' | sort | uniq -c

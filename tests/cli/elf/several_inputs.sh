# The bounds are read once and hold for all.
heapterm map "$DATA/captures/mbed-greenhouse-oom.log" "$DATA/captures/mbed-greenhouse-normal.log" \
    --elf "$DATA/captures/greenhouse-microbit.elf" --json 2> said | grep -c '"start": "0x2'
grep -c '^--- heap' said

# With the firmware call sites have names, and the bounds are known.
heapterm explain "$DATA/captures/mbed-greenhouse-oom.log" --elf "$DATA/captures/greenhouse-microbit.elf" 2>/dev/null

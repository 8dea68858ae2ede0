cd "$DATA/captures" || exit
heapterm check mbed-greenhouse-oom.log --elf greenhouse-microbit.elf --no-leaks 2>/dev/null
echo "$?"
printf '#m:0x20001000;0x11-10\n#f:0x20001000;0x22\n' | heapterm check - --no-leaks
echo "$?"

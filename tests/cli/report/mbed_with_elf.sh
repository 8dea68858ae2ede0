cd "$DATA/captures" && heapterm report mbed-greenhouse-oom.log --elf greenhouse-microbit.elf | head -60

cd "$DATA/captures" || exit
heapterm diff mbed-greenhouse-normal.log mbed-greenhouse-oom.log --elf greenhouse-microbit.elf \
    --elf ./greenhouse-microbit.elf 2>/dev/null | sed -n '/^New/,$p'

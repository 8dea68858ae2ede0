cd "$DATA/captures" || exit
heapterm check mbed-greenhouse-oom.log --elf greenhouse-microbit.elf --max-site alarm_raise:1K \
    --max-site session_open:2K --max-site "session_open (greenhouse.cpp):9" --max-site 11:1221

cd "$DATA/captures" || exit
heapterm check mbed-greenhouse-oom.log --elf greenhouse-microbit.elf --max-site alarm_raise:1K \
    --max-site session_open:2K --max-site "session_open (greenhouse.cpp):9" --max-site "_strdup_r (caller not in the trace):1221" \
    --max-site "_strdup_r:1220" --max-site "alarm_raise (greenhouse.cpp:28):1000" --max-site 11:0

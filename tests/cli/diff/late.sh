# Bounds are given, and yet nobody knows what is free: the trace began late.
cp "$DATA/captures/greenhouse-microbit.elf" greenhouse.elf
cp "$DATA/captures/mbed-greenhouse-oom.log" board.log
heapterm diff board.log --elf greenhouse.elf --at event:3 --at event:100 2>&1 | grep "not known"

# trust: 170
# A name that nothing allocated under passes, and is said; one that cannot be there is not judged.
cd "$DATA/captures" || exit
log=mbed-greenhouse-oom.log
heapterm check $log --elf greenhouse-microbit.elf --max-site alarm_rise:1K \
    --max-site "alarm_raise (greenhouse.cpp:29):1K" --max-site 0x1b8:1K --max-site nothing:1K
echo "$?"
heapterm check $log --max-site alarm_raise:1K --max-site 57:1K
echo "$?"
heapterm check v1-badge-normal.log --max-site 39:1K --max-site alarm_raise:1K --github
echo "$?"
cd - >/dev/null || exit
printf '[run]\nmax-site = 39:1K\n' >heap.ini
cp "$DATA/captures/v1-badge-normal.log" board.log
heapterm check board.log --budget heap.ini --github --junit heap.xml
echo "$?"
cat heap.xml
heapterm check board.log --budget heap.ini --json

# A program that fails is no good run, though every limit is kept; and who cannot be judged does not pass.
cp "$DATA/captures/v1-badge-normal.log" board.log
cp "$DATA/captures/greenhouse-microbit.elf" greenhouse.elf
heapterm check "exec:cat board.log; exit 7" --junit x.xml --github 2>&1
echo "exit code $?"
grep -E "errors=|<error" x.xml
heapterm check "exec:cat board.log; exit 7" --json 2>/dev/null | grep verdict
# Two limits on one site are both judged.
heapterm check board.log --max-site 10:100 --max-site 10:2K 2>&1 | grep max-site
# Nearly all of the heap is not known yet.
head -4 "$DATA/captures/mbed-greenhouse-oom.log" >short.log
heapterm check short.log --elf greenhouse.elf --max-used 1K --min-largest 10 2>&1
echo "exit code $?"
heapterm check short.log --elf greenhouse.elf --max-used 100 2>&1 | grep max-used
# What its first event says of the heap is taken back by the second: it began late.
tail -n +600 "$DATA/newlib/nano-3.3-2.log" | head -250 >late.log
cp "$DATA/newlib/nano-3.3-2.elf" nano.elf
heapterm check late.log --elf nano.elf --min-largest 300 --max-fragmentation 50 --max-used 8M 2>&1 | grep m..-
heapterm check late.log --elf nano.elf --write-budget late.ini >/dev/null 2>&1
grep m..- late.ini || echo "none of these is in the budget"
# Who says no is taken at his word.
heapterm check "$DATA/captures/v1-badge-oom.log" --no-failures=no 2>&1 | grep no-
printf '[run]\nno-errors = no\n' >no.ini
heapterm check "$DATA/captures/v1-badge-normal.log" --budget no.ini 2>&1 | grep no-

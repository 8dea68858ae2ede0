# trust: 126
# What a run is given as its budget it keeps; and what it is given without margin is tight.
cd "$DATA/captures" || exit
here=$OLDPWD
for log in v1-badge-normal v1-badge-oom v1-badge-resets v1-badge-isr v1-corners mbed-greenhouse-normal; do
    heapterm check $log.log --write-budget "$here/b.ini" --margin 0 --mark '^[a-z]+,' >/dev/null || echo "$?"
    heapterm check $log.log --budget "$here/b.ini" >/dev/null || echo "$log $?"
done
heapterm check v1-badge-normal.log --write-budget "$here/b.ini" --margin 0 --max-site 16:1M >/dev/null
cat "$here/b.ini"
sed -i 's/max-used = 3856/max-used = 3855/; s/min-largest = 3196/min-largest = 3197/
    s/max-site = 16:.*/max-site = 16:1/' "$here/b.ini"
heapterm check v1-badge-normal.log --budget "$here/b.ini"

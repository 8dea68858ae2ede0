# trust: 126
cp "$DATA"/captures/v1-badge-*.log .
echo mine >b.ini
heapterm check v1-badge-oom.log --write-budget b.ini --no-failures >/dev/null
echo "$?"
heapterm check v1-badge-normal.log --write-budget b.ini --until 'all is well' >/dev/null
echo "$?"
heapterm check v1-badge-normal.log --write-budget b.ini --mark 'a ;b' >/dev/null
echo "$?"
heapterm check v1-badge-normal.log --write-budget . >/dev/null
echo "$?"
heapterm check v1-badge-normal.log --write-budget none/b.ini >/dev/null
echo "$?"
cat b.ini
ls | grep -v '^v1'

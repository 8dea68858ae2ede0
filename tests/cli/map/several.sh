# One document per input, as if each had been given alone, in the order given.
cd "$DATA/captures"
logs='v1-badge-oom.log v1-corners.log v1-badge-late.log ../packed/two.log.gz mbed-greenhouse-oom.log v1-corners.log'
alone() { for log in $logs; do heapterm map "$log" "$@"; done; }
alone --json > "$OLDPWD/alone"
heapterm map $logs --json | cmp "$OLDPWD/alone" - && echo 'the same at the end'
alone --json --at line:50 > "$OLDPWD/alone"
heapterm map --at line:50 $logs --json | cmp "$OLDPWD/alone" - && echo 'the same at line 50'
cat v1-corners.log | heapterm map v1-badge-late.log - --json | grep -c '"heapterm": "map"'

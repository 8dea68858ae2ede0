# The same bytes give the same report, from wherever they come.
cp "$DATA/captures/v1-badge-isr.log" board.log
heapterm report board.log | tail -n +2 > file
heapterm report - < board.log | tail -n +2 | cmp - file && echo same
cat board.log | heapterm report - --json | sed 's/"time_us": [0-9]*/"time_us": null/g' | grep -c time_us > /dev/null && echo pipe
gzip -k board.log && heapterm report board.log.gz | tail -n +2 | cmp - file && echo packed

# Whatever it is called, in one piece or in several, by name or through standard input.
heapterm map "$DATA/captures/v1-badge-doublefree.log" --json > plain.json
heapterm replay "$DATA/captures/v1-badge-doublefree.log" > plain.txt
for file in badge.log.gz badge.log.zst two.log.gz two.log.zst; do
    cp "$DATA/packed/$file" log
    heapterm map log --json | cmp plain.json - && echo "$file: map"
    heapterm map - --json < log | cmp plain.json - && echo "$file: standard input"
    heapterm replay log | cmp plain.txt - && echo "$file: replay"
    cat log | heapterm replay - | cmp plain.txt - && echo "$file: pipe"
    mkfifo fifo
    cat log > fifo &
    heapterm monitor fifo | cmp plain.txt - && echo "$file: fifo"
    wait
    rm fifo
done

# Bytes and lines are those of the log, not those of the packed file.
for at in byte:500 byte:501 byte:30001 line:900 event:50; do
    heapterm map "$DATA/captures/v1-badge-doublefree.log" --at $at --json > plain.json
    for file in badge.log.gz two.log.zst; do
        heapterm map "$DATA/packed/$file" --at $at --json | cmp plain.json - && echo "$file $at"
    done
done

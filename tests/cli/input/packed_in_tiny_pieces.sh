# The first bytes of a pipe come one by one and are not taken for text.
heapterm replay "$DATA/captures/v1-badge-doublefree.log" > plain.txt
for file in badge.log.gz badge.log.zst; do
    { for i in 0 1 2 3 4; do tail -c +$((i + 1)) "$DATA/packed/$file" | head -c 1; sleep 0.02; done
      tail -c +6 "$DATA/packed/$file"; } | heapterm replay - | cmp plain.txt - && echo "$file"
done

# Other versions of the libraries may say it in other words.
said() { "$@" 2>&1 >out.txt | sed 's/(.*)/(...)/'; head -n 2 out.txt; }
for file in badge.log.gz badge.log.zst; do
    size=$(wc -c < "$DATA/packed/$file")
    { head -c 2000 "$DATA/packed/$file"; printf '\377\000\377\000\377'; tail -c +2006 "$DATA/packed/$file"; } > middle
    { head -c $((size - 4)) "$DATA/packed/$file"; printf 'XYZZ'; } > sum
    { cat "$DATA/packed/$file"; echo and text; } > trailer
    { head -c 3 "$DATA/packed/$file"; echo no packed data; } > head
    for log in middle sum trailer head; do
        said heapterm map $log --json
        heapterm map $log > /dev/null 2>&1
        echo "$?"
    done
done

# What could be read is shown, a half line is no event, and the exit code is 3.
for kind in gz zst; do
    size=$(wc -c < "$DATA/packed/two.log.$kind")
    head -c $((size - 200)) "$DATA/packed/two.log.$kind" > "cut.log.$kind"
    heapterm replay "cut.log.$kind" | tail -n 1
    heapterm map "cut.log.$kind" --json > map.json
    echo "$?"
    head -n 2 map.json
    heapterm map "cut.log.$kind" --at event:20 --json | head -n 2
    heapterm map "cut.log.$kind" --at event:1000000
    echo "$?"
    cat "cut.log.$kind" | heapterm map - > /dev/null
    head -c 5 "cut.log.$kind" | heapterm map -
    echo "$?"
done

printf 'malloc: ALLOCATED: 8 [0x20000004]\n' >board.log
for arguments in "" "board.log board.log" "board.log --max-used lots" "board.log --max-fragmentation 101" \
    "board.log --max-site 16" "board.log --max-site :16" "board.log --allow-restarts -1" \
    "board.log --timeout 3" "board.log --margin 3" "board.log --until (" "board.log --mark (" \
    "board.log --silence 3" "board.log --silence 0" "board.log --max-used 1 --max-used 2" \
    "board.log --junit none/j.xml" "board.log --junit ." "board.log --policy abs" "board.log --json --github"; do
    echo "$arguments:"
    heapterm check $arguments 2>&1 >/dev/null
    echo "$?"
done

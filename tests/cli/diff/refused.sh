printf 'malloc: ALLOCATED: 8 [0x20000004]\n' >board.log
: >empty.log
printf 'Hello\nworld\n' >text.log
head -c 3000 /dev/zero | tr '\0' '\377' >garbage.log
for arguments in "board.log" "board.log --at end" "board.log empty.log" \
    "text.log board.log" "garbage.log board.log" "board.log missing.log" \
    "board.log board.log --at end --at end --at end" "board.log board.log --policy loud" \
    "board.log --at event:1 --at event:9" "board.log board.log --at fail"; do
    echo "$arguments:"
    heapterm diff $arguments 2>&1 >/dev/null
    echo "$?"
done

printf 'one\ntwo\n' > board.log
for when in event:3 line:3 byte:9 fail fail:2; do
    heapterm map board.log --at "$when"
    echo "$?"
done

printf 'one\r\ntwo\n\n  three\nlast' > board.log
heapterm board.log --no-summary > seen
cmp board.log seen
heapterm - --no-summary < board.log | cmp board.log -
cat board.log | heapterm replay - --no-summary | cmp board.log -

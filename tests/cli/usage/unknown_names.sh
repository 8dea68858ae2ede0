# The names that there are may grow.
heapterm board.log --dialect klingon 2>&1 | sed 's/ knows .*microbit.*/ knows .../'
heapterm board.log --allocator klingon 2>&1 | sed 's/ knows .*none.*/ knows .../'
heapterm board.log --dialect klingon 2>/dev/null

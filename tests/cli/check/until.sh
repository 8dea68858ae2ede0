printf 'malloc: ALLOCATED: 8 [0x20000004]\ntests passed\nmalloc: OUT OF MEMORY [9]\n' >board.log
heapterm check board.log --until '^tests passed$'
echo "$?"
heapterm check board.log --until '^tests failed$'
echo "$?"
printf 'malloc: ALLOCATED: 8 [0x20000004]\ntests passed' | heapterm check - --until '^tests passed$'
echo "$?"

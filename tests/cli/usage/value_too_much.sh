heapterm map board.log --json=yes

heapterm map board.log --version=yes

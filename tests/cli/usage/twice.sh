heapterm board.log --color never --color always

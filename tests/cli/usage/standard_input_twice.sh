heapterm map - board.log - < /dev/null

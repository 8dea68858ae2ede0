heapterm /dev/null --flow xon
heapterm /dev/null --dtr high
heapterm /dev/null --rts ""
heapterm map board.log --no-reconnect

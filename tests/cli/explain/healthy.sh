# Nothing has failed: how near it is, and where it is heading.
cp "$DATA/captures/v1-badge-normal.log" board.log
heapterm explain board.log
heapterm explain --at event:20 board.log
heapterm explain --at fail board.log
echo "$?"

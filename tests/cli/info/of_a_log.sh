cp "$DATA/captures/v1-badge-oom.log" board.log
heapterm info board.log
heapterm info board.log --json
gzip -c board.log >board.log.gz
heapterm info board.log.gz | sed 's/, [0-9]* on disk/, N on disk/'

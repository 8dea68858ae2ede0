heapterm explain --json "$DATA/captures/v1-badge-oom.log"
heapterm explain --json "$DATA/captures/v1-badge-normal.log" --at event:2000

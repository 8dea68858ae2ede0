cd "$DATA/captures" || exit
heapterm diff v1-badge-normal.log v1-badge-oom.log

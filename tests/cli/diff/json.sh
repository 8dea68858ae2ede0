cd "$DATA/captures" || exit
heapterm diff v1-badge-normal.log v1-badge-oom.log --at event:900 --at fail --json

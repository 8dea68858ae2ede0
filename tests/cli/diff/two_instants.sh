cd "$DATA/captures" || exit
heapterm diff v1-badge-oom.log --at event:2000 --at end --policy percent

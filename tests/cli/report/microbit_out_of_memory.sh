cd "$DATA/captures" && heapterm report v1-badge-oom.log

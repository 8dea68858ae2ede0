heapterm replay "$DATA/captures/v1-badge-oom.log" --until 3s 2>&1 | sed "s|$DATA|DATA|"

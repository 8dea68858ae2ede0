cd "$DATA/captures" && heapterm report v1-corners.log --json

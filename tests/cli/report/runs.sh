# The longest run unless --run says another one.
cd "$DATA/captures" && heapterm report v1-badge-resets.log | sed -n '1,/^Peak/p'
heapterm report v1-badge-resets.log --run 2 | head -6
heapterm report v1-badge-resets.log --run 8

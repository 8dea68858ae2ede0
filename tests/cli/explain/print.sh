# A heap print and no event: the heap is known, no run is.
head -8 "$DATA/captures/v1-badge-normal.log" > print.log
heapterm explain print.log

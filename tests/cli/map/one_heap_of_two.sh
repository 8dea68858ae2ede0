# A micro:bit has two heaps, and --heap gives one; what lies outside is in another, with inferred bounds.
tail -n +2000 "$DATA/captures/v1-badge-oom.log" >late.log
heapterm map late.log --heap 0x20002790:4208 | grep -a -e HEAP -e predicted

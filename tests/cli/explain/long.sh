# A long log with many failures: the last one, or the one that is asked for, wherever the log is cut
# while it is read.
awk 'BEGIN {
    blocks = 2000
    printf "HEAP 0: \nheap_start : 0x20000000\nheap_end   : 0x%x\n", 536870912 + 24 * blocks
    printf "heap_size  : %d\n[F:%d] \n", 24 * blocks, 24 * blocks
    for (i = 0; i < blocks; i++)
        printf "malloc: ALLOCATED: 20 [0x%x]\n", 536870916 + 24 * i
    for (i = 0; i < blocks; i += 2)
        printf "free:   0x%x\n", 536870916 + 24 * i
    for (i = 0; i < 5000; i++) {
        printf "malloc: ALLOCATED: %d [0x20000004]\n", 20 - i % 3
        printf "malloc: OUT OF MEMORY [%d]\nround %d\nfree:   0x20000004\n", 100 + i % 37, i
    }
}' >long.log
for at in "" "--at end" "--at event:17999" "--at fail:4321" "--at byte:400000" "--at line:15000"; do
    heapterm explain $at long.log | sed -n 1,2p
done
heapterm explain - <long.log >once
heapterm explain long.log >twice
cmp once twice && cat long.log | heapterm explain - --at fail:5000 | head -1 | cut -d" " -f1-5

# One block, one byte, one release.
{
    printf 'malloc: ALLOCATED: 1 [0x20002004]\nfree:   0x20002004\nfree:   0x20002004\n'
    printf 'malloc: ALLOCATED: 1 [0x20002004]\n'
} >board.log
heapterm report board.log --heap 0x20002000:4K

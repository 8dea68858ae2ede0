#include "cli/heap_bounds.h"

#include "symbols/elf_heap.h"

enum hpt_status heap_bounds_read(const char *elf, struct hpt_options *options, struct fault *f)
{
    struct elf_heap heap;

    if (elf == NULL)
        return HPT_OK;
    enum hpt_status status = elf_heap_read(elf, &heap, f);
    if (status != HPT_OK)
        return status;
    if (heap.end - heap.start >= HPT_HEAP_SIZE_LIMIT)
        return fault_input(f,
                           "the heap from %s to %s in %s is 2 GiB or larger, and heapterm keeps "
                           "smaller ones; give the part that is used by --heap START:SIZE",
                           heap.start_symbol, heap.end_symbol, elf);
    options->heap_given = true;
    options->heap_start = heap.start;
    options->heap_size = heap.end - heap.start;
    notice_print("heap 0x%08llx..0x%08llx, from %s to %s in %s", (unsigned long long)heap.start,
                 (unsigned long long)heap.end, heap.start_symbol, heap.end_symbol, elf);
    return HPT_OK;
}

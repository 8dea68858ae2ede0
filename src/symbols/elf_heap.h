/* Where a firmware's heap lies, from the symbols its linker script left in the ELF file. */
#ifndef SYMBOLS_ELF_HEAP_H
#define SYMBOLS_ELF_HEAP_H

#include "io/fault.h"

struct elf_heap {
    uint64_t start;
    uint64_t end;
    const char *start_symbol; /* static names */
    const char *end_symbol;
};

/* Reads `path`. The first pair of known names with start < end counts, names in the order in which
 * linker scripts are specific about them. */
enum hpt_status elf_heap_read(const char *path, struct elf_heap *heap,
                              struct fault *f) HPT_MUST_CHECK;

#endif

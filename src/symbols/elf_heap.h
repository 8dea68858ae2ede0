/* Where a firmware's heap lies, from the symbols its linker script left in the ELF file. */
#ifndef SYMBOLS_ELF_HEAP_H
#define SYMBOLS_ELF_HEAP_H

#include "symbols/elf_file.h"

struct elf_heap {
    uint64_t start;
    uint64_t end;             /* 0: the file does not say where its heap lies */
    const char *start_symbol; /* static names */
    const char *end_symbol;
};

enum { ELF_HEAP_WHY = 256 };

/* The first pair of known names with start < end counts, names in the order in which linker scripts
 * are specific about them. Without one *heap is all zero, and `why` a clause that says what is
 * missing, to stand behind the file's name. */
bool elf_heap_read(const struct elf_file *e, struct elf_heap *heap, char why[ELF_HEAP_WHY]);

#endif

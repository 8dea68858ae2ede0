/* The functions that the table of symbols names. */
#ifndef SYMBOLS_FUNCTIONS_H
#define SYMBOLS_FUNCTIONS_H

#include "symbols/elf_file.h"

struct function {
    uint64_t start;
    uint64_t size;    /* 0: not known */
    const char *name; /* as the linker has it; the ELF file's */
    bool is_local;
};

/* In order of address. All zero: none. */
struct functions {
    size_t count;
    size_t capacity;
    struct function *all;
    bool clears_bit_0; /* of ARM's symbols, where it tells Thumb */
    bool any;          /* the file has symbols of whatever kind */
    bool is_short_of_memory;
};

/* `e` must outlive *t. HPT_ERR_MEMORY is the only failure; functions_close follows it, too. */
enum hpt_status functions_open(struct functions *t, const struct elf_file *e) HPT_MUST_CHECK;
void functions_close(struct functions *t);

/* The function that `address` lies in, or NULL. */
const struct function *functions_find(const struct functions *t, uint64_t address);

#endif

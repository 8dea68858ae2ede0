/* What the fuzz targets share. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include "heapterm.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property of the target: when it does not hold, the input is kept by the fuzzer. */
static inline void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "broken: %s\n", what);
    abort();
}

/* The sizes of the pieces that an input is cut into: the same for the same seed. */
static inline size_t next_piece(uint32_t *seed, size_t left)
{
    *seed = *seed * 1103515245u + 12345u;
    size_t piece = 1 + (*seed >> 16) % 23;

    return piece < left ? piece : left;
}

#endif

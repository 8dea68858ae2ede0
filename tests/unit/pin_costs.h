/* What the tests of pinning blocks share: chance that is the same on every machine, and the costs
 * of sets of blocks. */
#ifndef UNIT_PIN_COSTS_H
#define UNIT_PIN_COSTS_H

#include <stdint.h>

/* Below the limit; xorshift64* of Marsaglia and Vigna. */
static inline uint32_t below(uint64_t *seed, uint32_t limit)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (uint32_t)((*seed * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % limit;
}

/* Occupied bytes of a set, and its number of blocks. */
struct cost {
    uint64_t bytes, blocks;
};

static inline int by_bytes(const void *a, const void *b)
{
    const struct cost *x = a;
    const struct cost *y = b;

    if (x->bytes != y->bytes)
        return x->bytes < y->bytes ? -1 : 1;
    return (x->blocks > y->blocks) - (x->blocks < y->blocks);
}

#endif

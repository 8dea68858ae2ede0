/* Call sites: who allocates.
 *
 * A block belongs to the site of its return address. Where the device prints none, blocks of one
 * requested size stand for a site, and are called a kind. Sites are numbered from 1 in order of
 * appearance; number 0 is all that came after SITES_MAX of them, so that hostile output costs
 * bounded memory. */
#ifndef ANALYSIS_SITES_H
#define ANALYSIS_SITES_H

#include "heapterm.h"

enum { SITES_MAX = 65535 };

struct site {
    uint64_t caller; /* return address; 0: a kind */
    uint64_t size;   /* of a kind: requested bytes */
};

struct sites {
    struct site *of;  /* by number; of[0] is empty */
    size_t count;     /* numbers given so far: 1 to count */
    uint32_t *slots;  /* an open table of numbers */
    size_t capacity;  /* slots; a power of two, 0 before the first site */
    unsigned shift;   /* a hash is shifted right by so much */
    uint64_t dropped; /* blocks that went to number 0 */
};

/* All zero is an empty table. */
void sites_release(struct sites *s);

static inline struct site site_of(uint64_t caller, uint64_t size)
{
    return (struct site){.caller = caller, .size = caller != 0 ? 0 : size};
}

/* The slot where a search for the site begins. Fibonacci hashing by the upper bits (Knuth, TAOCP 3,
 * 6.4): what lies in equal distances, sizes or addresses, lies evenly. */
static inline size_t sites_slot(const struct sites *s, struct site site)
{
    uint64_t x = site.caller != 0 ? site.caller : ~site.size;

    return (size_t)((x * UINT64_C(0x9e3779b97f4a7c15)) >> s->shift);
}

static inline size_t sites_next_slot(const struct sites *s, size_t slot)
{
    return (slot + 1) & (s->capacity - 1);
}

/* The number that the site has; 0: none. Inline, as all but a few allocations are of a known site.
 */
static inline uint32_t sites_number(const struct sites *s, uint64_t caller, uint64_t size)
{
    const struct site site = site_of(caller, size);

    if (s->capacity == 0)
        return 0;
    size_t i = sites_slot(s, site);
    while (s->slots[i] != 0) {
        const struct site *at = &s->of[s->slots[i]];
        if (at->caller == site.caller && at->size == site.size)
            break;
        i = sites_next_slot(s, i);
    }
    return s->slots[i];
}

/* Gives a number to a site that has none; 0 beyond SITES_MAX. */
enum hpt_status sites_add(struct sites *s, uint64_t caller, uint64_t size,
                          uint32_t *number) HPT_MUST_CHECK;

/* The number of the site, a new one if it was never seen. Constant time. */
HPT_MUST_CHECK static inline enum hpt_status sites_find(struct sites *s, uint64_t caller,
                                                        uint64_t size, uint32_t *number)
{
    *number = sites_number(s, caller, size);
    return *number != 0 ? HPT_OK : sites_add(s, caller, size, number);
}

#endif

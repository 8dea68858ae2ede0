/* How large requests are, and how long blocks live: by the number of allocations and by the bytes
 * requested meanwhile (Barrett & Zorn, PLDI 1993), neither of which depends on the baud rate. */
#ifndef ANALYSIS_LIFETIMES_H
#define ANALYSIS_LIFETIMES_H

#include "analysis/ledger.h"
#include "heapterm.h"

enum { SIZES_EXACT = 4096 }; /* requests up to this size are counted size by size */

struct lifetimes {
    struct hpt_histogram sizes;
    uint64_t requests;
    uint64_t largest;
    uint64_t exact[SIZES_EXACT + 1];
    struct hpt_histogram age_events, age_bytes;     /* of the released */
    struct hpt_histogram alive_events, alive_bytes; /* of those that live, see lifetimes_end */
    uint64_t temporaries[2];
};

/* 0 counts as 1. */
static inline unsigned log2_of(uint64_t n)
{
    return 63u - (unsigned)__builtin_clzll(n | 1);
}

static inline void lifetimes_request(struct lifetimes *t, uint64_t size)
{
    t->requests++;
    t->sizes.count[log2_of(size)]++;
    if (size <= SIZES_EXACT)
        t->exact[size]++;
    if (size > t->largest)
        t->largest = size;
}

/* What came between a block's own allocation and now, or its release. */
struct age {
    uint64_t allocations, bytes;
};

/* `newest`: an allocation that does not count, the other half of a resize; NULL: none. */
static inline struct age age_of(const struct ledger *l, const struct record *r,
                                const struct record *newest)
{
    uint64_t count = l->count - (newest != NULL), own = r->count + 1;
    uint64_t bytes = l->bytes - (newest != NULL ? newest->requested : 0);
    uint64_t own_bytes = r->bytes + r->requested;

    return (struct age){count > own ? count - own : 0, bytes > own_bytes ? bytes - own_bytes : 0};
}

static inline void lifetimes_gone(struct lifetimes *t, const struct age *age)
{
    t->age_events.count[log2_of(age->allocations)]++;
    t->age_bytes.count[log2_of(age->bytes)]++;
    if (age->allocations <= 1) {
        t->temporaries[0] += age->allocations == 0;
        t->temporaries[1]++;
    }
}

/* Takes those that live: they are at least so old. */
void lifetimes_end(struct lifetimes *t, const struct ledger *l);

/* The size that `share` of the requests do not exceed. Above SIZES_EXACT the end of its power of
 * two, or the largest request. */
uint64_t lifetimes_size(const struct lifetimes *t, double share);

/* Kaplan and Meier's estimate (J. Amer. Stat. Assoc. 53, 1958) of the age that half of all blocks
 * reach, from counts by powers of two: at most so much. 0: more than half live on. */
uint64_t median_age(const struct hpt_histogram *released, const struct hpt_histogram *alive);

#endif

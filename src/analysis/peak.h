/* Which blocks held the peak, without work at each new one: those that live since before it, and
 * those that were released since, which are kept here. */
#ifndef ANALYSIS_PEAK_H
#define ANALYSIS_PEAK_H

#include "analysis/ledger.h"
#include "heapterm.h"

struct peak {
    uint64_t bytes; /* requested, the most that lived at once */
    uint64_t blocks, occupied;
    struct hpt_instant at;
    struct hpt_peak_block *gone; /* released since; not more than lived at the peak */
    size_t count, capacity;
};

/* All zero is a peak of nothing. */
void peak_release(struct peak *p);

/* The peak is now: nothing has gone since. */
static inline void peak_set(struct peak *p, const struct hpt_instant *at, uint64_t bytes,
                            uint64_t blocks, uint64_t occupied)
{
    p->bytes = bytes;
    p->blocks = blocks;
    p->occupied = occupied;
    p->at = *at;
    p->count = 0;
}

/* Keeps a block that held the peak and goes. */
enum hpt_status peak_keep(struct peak *p, const struct record *r) HPT_MUST_CHECK;

/* A block goes. */
HPT_MUST_CHECK static inline enum hpt_status peak_gone(struct peak *p, const struct record *r)
{
    return r->event > p->at.event ? HPT_OK : peak_keep(p, r);
}

/* All blocks that held the peak, largest first: *held is the caller's to free. `site` in them is
 * the site's number. */
enum hpt_status peak_blocks(const struct peak *p, const struct ledger *l,
                            struct hpt_peak_block **held, size_t *count) HPT_MUST_CHECK;

#endif

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

/* The number of the site, a new one if it was never seen. Constant time. */
enum hpt_status sites_find(struct sites *s, uint64_t caller, uint64_t size,
                           uint32_t *number) HPT_MUST_CHECK;

/* The number that the site has; 0: none. */
uint32_t sites_number(const struct sites *s, uint64_t caller, uint64_t size);

#endif

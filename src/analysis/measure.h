/* What the state of a heap measures, in the units of budgets. */
#ifndef ANALYSIS_MEASURE_H
#define ANALYSIS_MEASURE_H

#include "heapterm.h"

struct measure {
    uint64_t used;
    bool bounds_known; /* the next two mean something */
    uint64_t largest;
    uint64_t fragmentation; /* percent, rounded up */
};

/* Are there heaps of the runtime's, and are the bounds of all of them known? */
bool measure_has_bounds(const struct hpt_state *state);

struct measure measure_state(const struct hpt_state *state);

/* The share of the free bytes that the largest request cannot have, in percent, rounded up: E1 =
 * 1 - largest / free, which ESP-IDF tells its users to watch. 0 with nothing free. */
uint64_t measure_fragmentation(uint64_t free_bytes, uint64_t largest);

/* Whether a site is the one that a limit names: by function, by "function (file)", by the address
 * in hexadecimal, or a kind by its requested bytes, as in 56, 56B or "56 bytes". */
bool measure_is_site(const struct hpt_site_sum *site, const char *name);

#endif

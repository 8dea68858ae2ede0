/* What the state of a heap measures, in the units of budgets. */
#ifndef ANALYSIS_MEASURE_H
#define ANALYSIS_MEASURE_H

#include "heapterm.h"

struct measure {
    uint64_t used;     /* at least, while the heap is open */
    bool is_open;      /* what was there before the trace is not known */
    bool bounds_known; /* the next two mean something */
    uint64_t largest;
    uint64_t fragmentation; /* percent, rounded up */
};

/* Are there heaps of the runtime's, and are the bounds of all of them known? */
bool measure_has_bounds(const struct hpt_state *state);

/* What is not free, but for what nobody knows of in a heap that is open. */
static inline uint64_t measure_used(const struct hpt_state *state)
{
    return state->total_bytes - state->free_bytes - state->open_bytes;
}

/* How many blocks and holes a walk over all heaps meets: what it costs. */
static inline uint64_t measure_walk(const struct hpt_state *state)
{
    uint64_t blocks = 0;

    for (size_t i = 0; i < state->heap_count; i++)
        blocks += state->heaps[i].used_blocks + state->heaps[i].free_blocks;
    return blocks;
}

struct measure measure_state(const struct hpt_state *state);

/* The share of the free bytes that the largest request cannot have, in whole percent: E1 =
 * 1 - largest / free, which ESP-IDF tells its users to watch. 0 with nothing free. Rounded up
 * wherever it is shown: a limit of 34 % is broken at 34.1 %, and what is shown breaks or keeps it.
 */
uint64_t measure_fragmentation(uint64_t free_bytes, uint64_t largest);

/* Whether the site of one call is what a limit names: its name as hpt_write_site has it, or that of
 * all calls of its function; the function alone; the address in hexadecimal; or of a kind the
 * requested bytes, as in 56, 56B or "56 bytes". Then *site becomes what is named. */
bool measure_is_site(struct hpt_site_sum *site, const char *name);

#endif

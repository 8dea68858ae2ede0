/* The lists of an instant: live blocks, holes and sites of all heaps, filtered and in order. */
#ifndef TUI_GATHER_H
#define TUI_GATHER_H

#include "tui/app.h"

struct gathered_site {
    uint64_t caller; /* return address; 0: a size stands for it */
    uint64_t size;   /* requested bytes, with caller 0 */
    uint64_t blocks;
    uint64_t bytes;          /* requested */
    uint64_t occupied;       /* bytes */
    uint64_t newest, oldest; /* events that made its youngest and its oldest block */
    unsigned series; /* its colour on the map, below INK_SERIES; the last is for all small sites */
};

/* What app.sort means for the lists that are sorted here; lists[] have names for them. */
enum block_order {
    BLOCKS_BY_ADDRESS,
    BLOCKS_BY_REQUESTED, /* largest first, as in the others below */
    BLOCKS_BY_OCCUPIED,
    BLOCKS_BY_AGE, /* oldest first */
    BLOCKS_BY_SITE
};
enum hole_order { HOLES_BY_ADDRESS, HOLES_BY_SIZE };
enum site_order { SITES_BY_BYTES, SITES_BY_BLOCKS, SITES_BY_OLDEST, SITES_BY_NAME };

struct gather {
    size_t block_count, block_capacity;
    struct hpt_block *blocks; /* used and unknown ones */
    size_t hole_count, hole_capacity;
    struct hpt_block *holes;
    size_t site_count, site_capacity;
    struct gathered_site *sites;
    uint64_t filtered; /* blocks that the filter left out */
    size_t slot_count; /* a power of two, or 0 */
    uint32_t *slots;   /* finds sites by caller and size: a hash table of indices + 1 */
};

/* All zero is empty. By one walk over the map, and sorting. */
enum hpt_status gather_make(struct gather *g, const struct hpt_state *state, const struct app *app,
                            const struct hpt_namer *namer) HPT_MUST_CHECK;
void gather_release(struct gather *g);
/* The site of a block; NULL: it has none, or the filter leaves it out. */
const struct gathered_site *gather_site(const struct gather *g, const struct hpt_block *block);
/* Does the filter let the block pass? */
bool filter_passes(const struct filter *f, const struct hpt_block *block,
                   const struct hpt_namer *namer);

#endif

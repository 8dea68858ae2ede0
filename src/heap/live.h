/* The live blocks by address, without a map: for counting alone.
 *
 * An open table of 16 bytes a slot, at most three quarters full, searched from where the mixed
 * address says (linear probing; entries move back when one goes, so there are no tombstones: Knuth,
 * TAOCP 3, 6.4, algorithm R). Three quarters full, an insertion looks at 8.5 slots on average,
 * seven eighths full at 32 (ibid.). It grows by half: a live block takes 21 to 32 bytes, and while
 * it grows 53. The address is mixed by two multiplications with the upper half of the first folded
 * back, so that no stride or alignment of addresses makes long runs. */
#ifndef HEAP_LIVE_H
#define HEAP_LIVE_H

#include "heapterm.h"

struct live_slot {
    uint64_t address; /* 0: empty */
    uint64_t what;    /* requested bytes in the lower 31 bits, the event's number above */
};

struct live {
    size_t count;
    size_t limit; /* so many blocks are three quarters of the table */
    size_t capacity;
    struct live_slot *slots;
    uint64_t bytes; /* requested, of all */
};

struct live_block {
    uint64_t requested; /* what does not fit into 31 bits is kept as INT32_MAX */
    uint64_t event;     /* below 2^33; later ones are kept as 0 */
};

/* All zero is an empty table. */
void live_release(struct live *l);

/* After a struct live was copied, and both are in use: gives the copy a table of its own. Without
 * memory it is empty. */
enum hpt_status live_own(struct live *l) HPT_MUST_CHECK;

enum hpt_status live_grow(struct live *l) HPT_MUST_CHECK;

/* Makes room for one more block. */
HPT_MUST_CHECK static inline enum hpt_status live_make_room(struct live *l)
{
    return l->count < l->limit ? HPT_OK : live_grow(l);
}

/* Adds a block at `address` > 0 where there is room. True if it replaces *was, which lived there
 * before. */
bool live_add(struct live *l, uint64_t address, struct live_block block, struct live_block *was);
/* Takes the block out; false if there is none. */
bool live_remove(struct live *l, uint64_t address, struct live_block *was);

/* Is the table large, so that what a search looks at is hardly ever in the cache? */
bool live_is_large(const struct live *l);
/* Asks the processor for what a search for the address will look at, where the table is large. */
void live_fetch(const struct live *l, uint64_t address);

bool live_has(const struct live *l, uint64_t address);
/* Is a block in [start, end)? Walks the table. */
bool live_has_between(const struct live *l, uint64_t start, uint64_t end);

/* The most slots that a search has to look at now: 1 is best. For tests; walks the table. */
size_t live_longest_search(const struct live *l);

#endif

/* The free chunks of one region in the order in which an allocator with bins takes them: by size,
 * those of one size by age. For allocators whose choice depends on what happened before; the others
 * have none.
 *
 * Chunks are known by where their hole begins. One of them may stand apart from the order: the rest
 * of the last chunk that was split, which newlib's allocator tries before all larger ones.
 *
 * Two trees over the same entries, each balanced by random weights (treaps): every function takes
 * O(log n) steps. Entries are kept when they empty, so that a steady state allocates nothing. */
#ifndef HEAP_BINS_H
#define HEAP_BINS_H

#include "heapterm.h"

struct bin_chunk {
    uint64_t start; /* where its hole begins */
    uint64_t size;  /* bytes that the allocator counts as the chunk's */
    uint64_t stamp; /* grows with every chunk that is put in */
};

/* What of a hole is a chunk. */
struct bin_rules {
    uint64_t align; /* where chunks begin, counted from address 0 */
    uint64_t lead;  /* bytes at the beginning of a region that belong to no hole but the first */
    uint64_t least; /* bytes of the smallest chunk */
};

struct bin_links {
    uint32_t less, more; /* 0: none */
};

struct bin_entry {
    struct bin_chunk chunk;
    struct bin_links by_size, by_start;
    uint32_t weight;
};

struct bins {
    struct bin_entry *entries; /* the first is not used */
    size_t count;              /* chunks in the order */
    size_t used;               /* entries that were ever used */
    size_t capacity;
    uint32_t spare; /* emptied entries, chained by by_size.less */
    uint32_t root_by_size, root_by_start;
    uint32_t random;
    uint64_t stamp;
    struct bin_chunk last; /* the one that stands apart; size 0: none */
};

/* Bytes of the chunk that the hole [start, start + gap) is, or 0; `first` where it begins the
 * region. */
static inline uint64_t bin_bytes(const struct bin_rules *r, bool first, uint64_t start,
                                 uint64_t gap)
{
    uint64_t lost = first ? (r->align - start % r->align) % r->align + r->lead : 0;

    return gap >= lost + r->least ? gap - lost : 0;
}

void bins_release(struct bins *b);

/* Makes room for so many chunks in all. */
enum hpt_status bins_reserve(struct bins *b, size_t chunks) HPT_MUST_CHECK;
/* Puts a chunk in, for which there is room. Its stamp is 0 for "now", else what bins_take gave. */
void bins_put(struct bins *b, struct bin_chunk c);
/* Takes out the chunk whose hole begins at `start`; false: there is none. */
bool bins_take(struct bins *b, uint64_t start, struct bin_chunk *c);
/* The oldest of the smallest chunks of `size` bytes and more; false: there is none. */
bool bins_fit(const struct bins *b, uint64_t size, struct bin_chunk *c);
bool bins_find(const struct bins *b, uint64_t start, struct bin_chunk *c);
/* Bytes of the largest chunk in the order; 0: there is none. */
uint64_t bins_largest(const struct bins *b);

#endif

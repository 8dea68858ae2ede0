/* Which bounds a block may have whose neighbours are not known.
 *
 * Its address tells where the payload is. A word of padding may stand before it (newlib-nano), and
 * a rest of its hole that was too small for a chunk may belong to it. So a block has up to six
 * possible bounds: two starts, three rests. The set of those that nothing contradicts yet is its
 * record's `soft`; with one left it is 0, and the bounds are known. Until then the record has only
 * the bytes that are the block's in every case, and the bytes around them are unknown. */
#ifndef TRACKER_BOUNDS_H
#define TRACKER_BOUNDS_H

#include "tracker/model.h"

enum {
    BOUNDS_RESTS = 3,
    BOUNDS_COUNT = 6,
    BOUNDS_ALL = 0x3f,
    BOUNDS_NO_REST = 0x09,
    BOUNDS_LARGER = 0x40 /* it may have more than its request tells: it was resized in place */
};

struct extent {
    uint64_t from, to;
};

/* All that the allocator could give to any request. */
unsigned bounds_all(const struct allocator *a);
/* The bounds number `which`. */
struct extent bounds_of(const struct allocator *a, uint64_t address, uint64_t requested,
                        unsigned which);
/* The bytes that all of them have, and those that any has. */
struct extent bounds_inner(const struct allocator *a, uint64_t address, uint64_t requested,
                           unsigned set);
struct extent bounds_outer(const struct allocator *a, uint64_t address, uint64_t requested,
                           unsigned set);

/* Less than this before the first chunk of a heap is no hole: what the system gives is rounded up.
 */
enum { BOUNDS_ROUNDING = 4 };

/* Where a run of unknown memory ends. */
enum edge_kind {
    EDGE_USED,
    EDGE_FREE,
    EDGE_BOUND /* the heap's start, or its top */
};

struct edge {
    enum edge_kind kind;
    uint64_t at;
    struct place p; /* of the block, or of the owner of the hole */
};

/* What is known next below `at`, or from `at` on; what lies between is unknown. */
struct edge edge_below(const struct blocks *b, uint64_t at);
struct edge edge_above(const struct blocks *b, uint64_t at);

/* Does some of [from, to) belong to a block? */
bool bounds_blocked(const struct blocks *b, uint64_t from, uint64_t to);

/* Can a block that ends at `low` and one that begins at `high` stand beside each other: without a
 * gap, or with room for a chunk between them? */
static inline bool bounds_join(const struct allocator *a, uint64_t low, uint64_t high)
{
    return high == low || high >= low + a->least;
}

/* Can the block at p have the memory up to `at` (it lies below), or from `at` on? */
bool bounds_reach(const struct allocator *a, const struct blocks *b, struct place p, bool is_below,
                  uint64_t at);

#endif

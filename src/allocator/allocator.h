/* Where would the device's malloc put it?
 *
 * An allocator model is the rules of one real allocator as functions over the heaps. It changes
 * nothing itself: it says which block a request would get, and the tracker makes that block. Free
 * neighbours are one hole here; that is right for allocators that merge on release, and for the
 * micro:bit's, which merges while it searches, always before it decides. */
#ifndef ALLOCATOR_ALLOCATOR_H
#define ALLOCATOR_ALLOCATOR_H

#include "heap/heap.h"

/* The block that a request would get. Where a request fails: what the search leaves behind, by
 * `heap`, `top` and `parks`. */
struct spot {
    size_t heap;
    struct place
        place; /* of the entry whose gap it is cut from, or which it is put behind (find) */
    uint64_t start;
    uint64_t size;    /* occupied bytes, absorbed remainder included */
    uint64_t address; /* what malloc returns */
    uint64_t top;     /* the heap's top afterwards */
    bool parks;       /* the free chunk that stands apart was too small: it goes into its bin */
    bool takes_above; /* of a resize in place: the free chunk above is taken whole first */
};

/* What realloc does with a block. */
enum resizing { RESIZES_HERE, RESIZES_BY_MOVE, RESIZE_FAILS };

/* Which end of a hole a block is cut from. */
enum carve { CARVE_HEAD, CARVE_TAIL };

struct allocator {
    const char *name;
    const char *about;
    bool models; /* false: only [address, address + size) is known of a block */
    bool first_fit;
    bool prints_heaps; /* the device prints every heap when it makes it */
    enum carve carve;
    uint64_t unit;      /* bytes: holes begin at multiples of it */
    uint64_t least;     /* bytes of the smallest chunk, free or not */
    uint64_t front;     /* bytes between header and payload that the program never sees, beyond the
                           header itself (mbed-os heap statistics keep 8) */
    uint64_t padding;   /* bytes of padding that may stand before the payload; where they do is
                           known only from what follows */
    bool is_given_more; /* its memory comes from above the top, piece by piece (sbrk), not all at
                           the start */
    bool extends_last;  /* a last hole that touches the top grows when the rest below the end is too
                           small for the whole request */
    bool half_rule;     /* realloc stays only if it keeps more than half of the block */
    const struct bin_rules *bins; /* its choice depends on the order of its free chunks: the heaps
                                     keep that; NULL: it depends on the map alone */

    /* Bytes of hole that `request` takes at least; 0 when it is always refused. */
    uint64_t (*need)(const struct allocator *a, uint64_t request);
    /* Where malloc(request) would go now; false: it fails. */
    bool (*find)(const struct allocator *a, const struct heaps *h, uint64_t request,
                 struct spot *s);
    /* The bounds of a block of `request` bytes at `address` that was cut from the free bytes
     * [from, to), as far as the rules tell. Sets start, size and address. */
    void (*shape)(const struct allocator *a, uint64_t request, uint64_t address, uint64_t from,
                  uint64_t to, struct spot *s);
    /* Does realloc of this block to `request` stay in place? */
    bool (*stays)(const struct allocator *a, const struct record *r, uint64_t request);
    /* What realloc of the block at p does; *s are its new bounds, or where it moves. NULL: a block
     * that does not stay moves, and one that stays keeps its bounds. */
    enum resizing (*resize)(const struct allocator *a, const struct heaps *h, size_t heap,
                            struct place p, uint64_t request, struct spot *s);
    /* The heap's top after a release: what is too much goes back to the system. NULL: it stays. */
    uint64_t (*trimmed)(const struct allocator *a, const struct hpt_heap *heap);
    /* The largest request that a hole of `bytes` could serve. */
    uint64_t (*serves)(const struct allocator *a, uint64_t bytes);
    /* The same for the hole at the end of a heap, and for all of it. NULL: `serves` tells. */
    uint64_t (*serves_last)(const struct allocator *a, const struct hpt_heap *heap);
    uint64_t (*largest)(const struct allocator *a, const struct hpt_heap *heap);
    /* See allocator_room and allocator_shortfall. NULL: what stands above tells. */
    uint64_t (*room)(const struct allocator *a, const struct hpt_heap *heap, uint64_t from,
                     uint64_t to);
    uint64_t (*shortfall)(const struct allocator *a, const struct hpt_heap *heap, uint64_t request);
    /* What malloc would return for a block that begins at `start`, in a heap from `heap` on. */
    uint64_t (*payload)(const struct allocator *a, uint64_t heap, uint64_t start);
};

/* The largest request that the hole at the end of a heap could serve now: the last gap and what
 * lies above the top. */
uint64_t allocator_serves_last(const struct allocator *a, const struct hpt_heap *heap);
/* The same for all free bytes of a heap. Inline, as it is asked for after every event. */
static inline uint64_t allocator_largest(const struct allocator *a, const struct hpt_heap *heap)
{
    if (a->largest)
        return a->largest(a, heap);
    uint64_t hole = a->serves(a, blocks_widest(heap->blocks));
    uint64_t last = heap->end > heap->top ? allocator_serves_last(a, heap) : 0;

    return hole > last ? hole : last;
}

/* The widest hole that [from, to) of a heap would be if nothing lived there: what the allocator was
 * never handed joins the rest only where it can grow a last hole. */
uint64_t allocator_room(const struct allocator *a, const struct hpt_heap *heap, uint64_t from,
                        uint64_t to);

/* By how many bytes a heap would have to end later, for malloc(request) to find a hole there; 0: it
 * has one there, or is always refused. */
uint64_t allocator_shortfall(const struct allocator *a, const struct hpt_heap *heap,
                             uint64_t request);

/* By name, or NULL. */
const struct allocator *allocator_find(const char *name);
/* Those that the traces of `family` may come from, likeliest first; ended by NULL. */
enum allocator_family { FAMILY_NONE, FAMILY_MICROBIT, FAMILY_MBED };
const struct allocator *const *allocator_candidates(enum allocator_family family);

extern const struct allocator allocator_none;
extern const struct allocator allocator_microbit;
extern const struct allocator allocator_nano_tail;
extern const struct allocator allocator_nano_tail_half;
extern const struct allocator allocator_nano_head;
extern const struct allocator allocator_nano_head_plain;
extern const struct allocator allocator_nano_tail_stats;
extern const struct allocator allocator_nano_head_stats;
extern const struct allocator allocator_newlib;

#endif

/* What changes of the map do to the free chunks of an allocator with bins. The heaps call it around
 * each of their changes; every step is in the journal. */
#ifndef HEAP_BINNED_H
#define HEAP_BINNED_H

#include "heap/heap.h"

/* The next entry of the journal. */
struct change *heaps_note(struct heaps *h, enum change_kind kind, size_t heap);

/* What lay beside a change before it. */
struct beside {
    uint64_t below;   /* where the hole below begins, or would */
    uint64_t end;     /* of the block that is replaced */
    bool at_top;      /* the hole above is the allocator's reserve: it is in no bin */
    bool stood_last;  /* the chunk that stood apart is gone */
    bool takes_above; /* the block takes the hole above */
};

/* Puts the hole [start, start + gap) into its bin, where it is a chunk. */
void binned_put(struct heaps *h, size_t heap, uint64_t start, uint64_t gap);
/* Takes the chunk at `start` out, where there is one. True: it stood apart. */
bool binned_leave(struct heaps *h, size_t heap, uint64_t start);

/* A block is cut from a hole: what is left above it stands apart. */
void binned_before_insert(struct heaps *h, size_t heap, struct place p, struct beside *was);
void binned_after_insert(struct heaps *h, size_t heap, const struct record *r,
                         const struct beside *was);
/* A block is released: it joins its free neighbours. */
void binned_before_remove(struct heaps *h, size_t heap, struct place p, struct beside *was);
void binned_after_remove(struct heaps *h, size_t heap, const struct beside *was);
/* heaps_replace: was->takes_above is given. */
void binned_before_replace(struct heaps *h, size_t heap, struct place p, const struct record *r,
                           struct beside *was);
void binned_after_replace(struct heaps *h, size_t heap, const struct record *r,
                          const struct beside *was);

void binned_undo(struct heaps *h, const struct change *c);

#endif

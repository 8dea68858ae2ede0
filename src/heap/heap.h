/* All heaps of a device at one moment, and the way back from the last few changes.
 *
 * Every change is an insertion, a removal or a move of a heap's top, and is kept in a journal of
 * the last JOURNAL_CHANGES: so a few events can be undone and taken again in another order. Where
 * the allocator has bins, what happens to its free chunks is in the journal too (binned.c). */
#ifndef HEAP_HEAP_H
#define HEAP_HEAP_H

#include "heap/bins.h"
#include "heap/blocks.h"

enum { HEAP_LIMIT = 32, JOURNAL_CHANGES = 128, JOURNAL_RESERVE = 48 };

enum change_kind {
    CHANGE_INSERT,
    CHANGE_REMOVE,
    CHANGE_TOP,
    CHANGE_BINNED,   /* a free chunk was put into the bins */
    CHANGE_UNBINNED, /* one was taken out */
    CHANGE_LAST      /* another one stands apart */
};

struct change {
    enum change_kind kind;
    uint32_t heap;
    uint64_t at; /* where a record was inserted; the top before it was moved */
    union {
        struct record record;   /* removed */
        struct bin_chunk chunk; /* put in, taken out, or that which stood apart before */
    };
};

struct heaps {
    const struct bin_rules *rules; /* of the bins that heaps made from now on have; NULL: none */
    size_t count;
    struct hpt_heap pub[HEAP_LIMIT]; /* in order of creation; figures always up to date, but for
                                        largest_allocatable, which the allocator knows */
    struct blocks blocks[HEAP_LIMIT];
    uint64_t live_blocks;    /* seen in the trace */
    uint64_t live_bytes;     /* requested by them */
    uint64_t unseen;         /* used blocks not seen, and unknown stretches */
    uint64_t lost_stretches; /* unknown stretches of allocations whose lines were lost */
    uint64_t stretches;      /* unknown stretches of any kind */
    uint64_t soft;           /* blocks whose bounds are not certain */
    uint32_t touched;        /* a bit for each heap that has changed; whoever reads it clears it */
    uint64_t changes;        /* ever made; the journal holds the last of them */
    struct change journal[JOURNAL_CHANGES];
};

/* After a struct heaps was copied: the copy is now the one in use, the original must not be. */
void heaps_moved(struct heaps *h);

/* After a struct heaps was copied, and both are in use: gives the copy blocks of its own. Without
 * memory it has no heaps. */
enum hpt_status heaps_own(struct heaps *h) HPT_MUST_CHECK;
/* Bytes that it holds beside itself. */
size_t heaps_size(const struct heaps *h);

/* All zero is a device of which nothing is known. */
void heaps_release(struct heaps *h);

/* A new heap [start, end), nothing in it; its place among the others, which are in the order of
 * their index, with those of the C library last, is *heap. `top` == end where the allocator owns
 * all from the start; a heap with inferred bounds has end == top and grows. Forgets the journal.
 * HPT_ERR_ARGUMENT when there are HEAP_LIMIT heaps, or for one of BLOCKS_SPAN bytes and more. */
enum hpt_status heaps_add(struct heaps *h, const struct hpt_heap *like,
                          size_t *heap) HPT_MUST_CHECK;
/* Takes heap `heap` out, with its blocks. Forgets the journal. */
void heaps_drop(struct heaps *h, size_t heap);
/* Moves bounds outward or inward over free space. Forgets the journal. */
void heaps_set_bounds(struct heaps *h, size_t heap, uint64_t start, uint64_t top, uint64_t end);

/* Is there a heap with bounds that the device printed, and none with a lower index? *index is then
 * the lowest that is missing. */
bool heaps_misses_one(const struct heaps *h, uint64_t *index);

/* The heap that holds the address: its place, or h->count. */
size_t heaps_find(const struct heaps *h, uint64_t address);
/* Has no heap but that one (h->count: no heap at all) a byte of [from, to)? */
bool heaps_are_clear(const struct heaps *h, size_t but, uint64_t from, uint64_t to);

/* Is there a large tree, which is not near the processor? */
static inline bool heaps_are_far(const struct heaps *h)
{
    bool far = false;

    for (size_t i = 0; i < h->count; i++)
        far = far || h->blocks[i].node_count >= BLOCKS_FAR;
    return far;
}

/* Asks the processor for what is known around the address, where that is a large tree. */
static inline void heaps_fetch(const struct heaps *h, uint64_t address)
{
    for (size_t i = 0; i < h->count; i++)
        if (h->blocks[i].node_count >= BLOCKS_FAR)
            blocks_fetch(&h->blocks[i], address);
}

enum hpt_status heaps_insert(struct heaps *h, size_t heap, const struct record *r) HPT_MUST_CHECK;
/* The same into the gap of the entry at p. */
enum hpt_status heaps_insert_at(struct heaps *h, size_t heap, struct place p,
                                const struct record *r) HPT_MUST_CHECK;
/* Returns what was there: in the journal, so until JOURNAL_CHANGES later ones. */
const struct record *heaps_remove(struct heaps *h, size_t heap, struct place p);
/* The block at p becomes *r, which lies within it and the holes beside it: a resize in place. The
 * hole below is taken whole where *r begins there, the hole above where `takes_above`; what is left
 * of what was taken is a free chunk of its own. What the block gives up joins the hole above. */
enum hpt_status heaps_replace(struct heaps *h, size_t heap, struct place p, const struct record *r,
                              bool takes_above) HPT_MUST_CHECK;
/* The free chunk that stands apart, if there is one, goes into its bin. */
void heaps_park_last(struct heaps *h, size_t heap);
/* Changes what is known of a block, not the map; a change in the journal keeps the old caller. */
void heaps_set_caller(struct heaps *h, size_t heap, struct place p, uint64_t caller);
/* Hands [top, to) to the allocator, or takes [to, top) back, where nothing occupied lies; with
 * inferred bounds the end moves along. */
void heaps_change_top(struct heaps *h, size_t heap, uint64_t to);
/* The same where it is not there already: nearly always it is. */
static inline void heaps_move_top(struct heaps *h, size_t heap, uint64_t to)
{
    if (to != h->pub[heap].top)
        heaps_change_top(h, heap, to);
}

static inline uint64_t heaps_mark(const struct heaps *h)
{
    return h->changes;
}
bool heaps_can_undo(const struct heaps *h, uint64_t mark);
/* Could it still be undone after JOURNAL_RESERVE more changes? */
bool heaps_has_room(const struct heaps *h, uint64_t mark);
/* Takes back all changes since `mark`, which must be undoable. */
enum hpt_status heaps_undo(struct heaps *h, uint64_t mark) HPT_MUST_CHECK;
void heaps_forget_journal(struct heaps *h);

const char *heaps_check(const struct heaps *h);

#endif

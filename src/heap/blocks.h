/* The blocks of one region, in address order, each with the hole behind it.
 *
 * What is stored are the occupied blocks (used, or unknown); a hole is the gap between one block
 * and the next. So the region is tiled by construction: the sum of all sizes and gaps is its
 * length. The first entry is a sentinel of size 0 at the region's start, which owns the hole there.
 *
 * Entries live in leaves of up to LEAF_ENTRIES; leaves in groups of LEAF_GROUP. Each leaf and group
 * knows its widest gap, so the first hole that is wide enough is found by looking at one level at a
 * time. A change touches one leaf (two at a border); leaves split when full and go when empty. */
#ifndef HEAP_BLOCKS_H
#define HEAP_BLOCKS_H

#include "heapterm.h"

enum { LEAF_ENTRIES = 64, LEAF_GROUP = 64 };

enum record_kind {
    RECORD_USED,           /* a block with a payload */
    RECORD_UNKNOWN_BEFORE, /* a stretch from before tracing began */
    RECORD_UNKNOWN_LOST    /* a stretch that an allocation occupies whose line was lost */
};

/* What is known of an occupied block. */
struct record {
    uint64_t start; /* header */
    uint64_t size;
    uint64_t address; /* 0 for unknown stretches */
    uint64_t requested;
    uint64_t event;
    uint64_t caller;
    uint8_t kind; /* enum record_kind */
    bool seen;    /* its allocation was in the trace */
};

struct leaf {
    struct leaf *next; /* among the spare ones */
    uint32_t count;
    uint64_t start[LEAF_ENTRIES];
    uint64_t gap[LEAF_ENTRIES]; /* from the block's end to the next block, or to the region's end */
    struct record record[LEAF_ENTRIES];
};

struct blocks {
    uint64_t start;
    uint64_t end;
    size_t count; /* entries without the sentinel */
    size_t gaps;  /* entries with a gap above 0 */
    uint64_t free_bytes;
    size_t leaf_count;
    size_t leaf_capacity;
    struct leaf **leaves;
    uint64_t *first;    /* start of each leaf's first entry */
    uint64_t *widest;   /* widest gap of each leaf */
    uint64_t *group;    /* widest gap of each group of leaves */
    struct leaf *spare; /* emptied leaves, kept for the next split */
};

/* Where an entry is. Valid until the next change. */
struct place {
    size_t leaf;
    size_t entry;
};

/* An empty region [start, end). */
enum hpt_status blocks_init(struct blocks *b, uint64_t start, uint64_t end) HPT_MUST_CHECK;
void blocks_release(struct blocks *b);

/* The last entry at or below `at`; `at` must not be below the region's start. */
struct place blocks_find(const struct blocks *b, uint64_t at);
static inline const struct record *blocks_record(const struct blocks *b, struct place p)
{
    return &b->leaves[p.leaf]->record[p.entry];
}
static inline uint64_t blocks_gap(const struct blocks *b, struct place p)
{
    return b->leaves[p.leaf]->gap[p.entry];
}
static inline struct place blocks_last(const struct blocks *b)
{
    size_t leaf = b->leaf_count - 1;

    return (struct place){leaf, b->leaves[leaf]->count - 1u};
}
static inline uint64_t record_end(const struct record *r)
{
    return r->start + r->size;
}
static inline bool is_sentinel(struct place p)
{
    return p.leaf == 0 && p.entry == 0;
}
/* Moves *p to the next entry; false at the end. */
bool blocks_next(const struct blocks *b, struct place *p);

/* Puts a record into the gap that must hold it whole. */
enum hpt_status blocks_insert(struct blocks *b, const struct record *r) HPT_MUST_CHECK;
/* Takes an entry (not the sentinel) out; its bytes go to the gap before it. */
void blocks_remove(struct blocks *b, struct place p);

void blocks_set_caller(struct blocks *b, struct place p, uint64_t caller);

/* Moves the region's end; nothing occupied may lie beyond. */
void blocks_set_end(struct blocks *b, uint64_t end);
/* Moves the region's start; nothing occupied may lie below. */
void blocks_set_start(struct blocks *b, uint64_t start);

/* The first entry at or behind `from` with a gap of at least `need` > 0; false if there is none. */
bool blocks_fit(const struct blocks *b, struct place from, uint64_t need, struct place *found);
/* The widest gap. */
uint64_t blocks_widest(const struct blocks *b);

/* The first broken invariant in words, or NULL. */
const char *blocks_check(const struct blocks *b);

#endif

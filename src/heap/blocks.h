/* The blocks of one region, in address order, each with the hole behind it.
 *
 * What is stored are the occupied blocks (used, or unknown); a hole is the gap between one block
 * and the next. So the region is tiled by construction: the sum of all sizes and gaps is its
 * length. The first entry is a sentinel of size 0 at the region's start, which owns the hole there.
 *
 * Entries live in leaves of up to LEAF_ENTRIES, leaves in nodes of up to NODE_LEAVES, and above the
 * nodes is a list that is summed up in groups of NODE_LEAVES. Each leaf, node and group knows its
 * widest gap, so the first hole that is wide enough is found by looking at one level at a time: a
 * heap of some KiB is one leaf, and a million blocks are three levels. A change touches one leaf
 * (two at a border) and what is above it.
 *
 * Offsets are 32 bits: a region spans less than BLOCKS_SPAN bytes. A block takes 32 bytes of a full
 * leaf; leaves are four fifths full as a rule (docs/performance.md). */
#ifndef HEAP_BLOCKS_H
#define HEAP_BLOCKS_H

#include "heapterm.h"

enum {
    LEAF_ENTRIES = 64,
    LEAF_PAD = 8, /* places behind the entries, for shifts in steps of so many */
    NODE_LEAVES = 64,
    BLOCKS_FAR = 8 /* a tree of so many nodes takes a MiB and more, and is not near the processor */
};
#define BLOCKS_SPAN HPT_HEAP_SIZE_LIMIT

enum record_kind {
    RECORD_USED,           /* a block with a payload */
    RECORD_UNKNOWN_BEFORE, /* a stretch from before tracing began */
    RECORD_UNKNOWN_LOST    /* a stretch that an allocation occupies whose line was lost */
};

/* What is known of an occupied block. */
struct record {
    uint64_t start;     /* header */
    uint64_t size;      /* below BLOCKS_SPAN */
    uint64_t address;   /* 0 for unknown stretches; else at most RECORD_FRONT_MAX behind start */
    uint64_t requested; /* below BLOCKS_SPAN */
    uint64_t event;     /* below 2^RECORD_EVENT_BITS */
    uint64_t caller;    /* 48 bits, sign-extended: what a 64-bit processor takes for an address */
    uint8_t kind;       /* enum record_kind */
    bool seen;          /* its allocation was in the trace */
    uint8_t soft;       /* which bounds it may have (tracker/bounds.h), or 0: they are known */
};
enum { RECORD_FRONT_MAX = 255, RECORD_EVENT_BITS = 44 };

/* A record without its place: 22 bytes. */
struct __attribute__((packed, aligned(2))) info {
    uint64_t event : RECORD_EVENT_BITS;
    uint64_t kind : 2;
    uint64_t seen : 1;
    uint64_t has_address : 1;
    uint64_t caller_high : 16;
    uint32_t caller;
    uint32_t size;
    uint32_t requested;
    uint8_t front; /* from the start to the address */
    uint8_t soft;
};

struct leaf {
    struct leaf *next; /* among the spare ones */
    uint64_t taken;    /* a bit for each of `info` that is in use */
    uint32_t count;
    int32_t start[LEAF_ENTRIES + LEAF_PAD]; /* offsets from blocks.origin; INT32_MAX behind */
    int32_t gap[LEAF_ENTRIES + LEAF_PAD];  /* to the next block, or to the region's end; 0 behind */
    uint8_t slot[LEAF_ENTRIES + LEAF_PAD]; /* which of `info` is the entry's */
    struct info info[LEAF_ENTRIES];
};

struct node {
    struct node *next;
    uint32_t count;
    int32_t first[NODE_LEAVES];  /* start of each leaf's first entry; INT32_MAX behind the last */
    int32_t widest[NODE_LEAVES]; /* widest gap of each leaf; 0 behind the last */
    struct leaf *leaf[NODE_LEAVES];
};

struct blocks {
    uint64_t start;
    uint64_t end;
    uint64_t origin; /* what offsets are counted from */
    size_t count;    /* entries without the sentinel */
    size_t gaps;     /* entries with a gap above 0 */
    uint64_t free_bytes;
    size_t node_count;
    size_t node_capacity;
    struct node **node;
    int32_t *first;          /* start of each node's first entry */
    int32_t *widest;         /* widest gap of each node */
    int32_t *group;          /* widest gap of each NODE_LEAVES nodes */
    struct leaf *spare;      /* emptied leaves, kept for the next split */
    struct node *spare_node; /* the same */
    struct bins *bins;       /* the order of the free chunks, where the allocator has one: heap.h */
};

/* Where an entry is. Valid until the next change. */
struct place {
    uint32_t node;
    uint16_t leaf;
    uint16_t entry;
};

/* An empty region [start, end), shorter than BLOCKS_SPAN. */
enum hpt_status blocks_init(struct blocks *b, uint64_t start, uint64_t end) HPT_MUST_CHECK;
void blocks_release(struct blocks *b);

static inline const struct leaf *blocks_leaf(const struct blocks *b, struct place p)
{
    return b->node[p.node]->leaf[p.leaf];
}
static inline const struct info *blocks_info(const struct blocks *b, struct place p)
{
    const struct leaf *leaf = blocks_leaf(b, p);

    return &leaf->info[leaf->slot[p.entry]];
}
static inline uint64_t blocks_start(const struct blocks *b, struct place p)
{
    return b->origin + (uint64_t)(int64_t)blocks_leaf(b, p)->start[p.entry];
}
/* The end of the entry, where its gap begins. */
static inline uint64_t blocks_end(const struct blocks *b, struct place p)
{
    return blocks_start(b, p) + blocks_info(b, p)->size;
}
/* Where the payload is; 0 for unknown stretches. */
static inline uint64_t blocks_address(const struct blocks *b, struct place p)
{
    const struct info *info = blocks_info(b, p);

    return info->has_address ? blocks_start(b, p) + info->front : 0;
}
static inline uint64_t blocks_gap(const struct blocks *b, struct place p)
{
    return (uint64_t)blocks_leaf(b, p)->gap[p.entry];
}
static inline struct place blocks_last(const struct blocks *b)
{
    uint32_t node = (uint32_t)b->node_count - 1;
    uint32_t leaf = b->node[node]->count - 1;

    return (struct place){node, (uint16_t)leaf, (uint16_t)(b->node[node]->leaf[leaf]->count - 1)};
}
static inline uint64_t record_end(const struct record *r)
{
    return r->start + r->size;
}
static inline bool is_sentinel(struct place p)
{
    return p.node == 0 && p.leaf == 0 && p.entry == 0;
}

/* The last entry at or below `at`; `at` must not be below the region's start. */
struct place blocks_find(const struct blocks *b, uint64_t at);
/* Asks the processor for the leaf that blocks_find would look at, where `at` is in the region. */
void blocks_fetch(const struct blocks *b, uint64_t at);
/* What is known of the entry at p. Inline, as one is read for every release. */
static inline __attribute__((always_inline)) struct record blocks_record(const struct blocks *b,
                                                                         struct place p)
{
    const struct leaf *leaf = blocks_leaf(b, p);
    const struct info *info = &leaf->info[leaf->slot[p.entry]];
    uint64_t start = b->origin + (uint64_t)(int64_t)leaf->start[p.entry];
    uint64_t caller_high = (uint64_t)(int64_t)(int16_t)info->caller_high;

    return (struct record){.start = start,
                           .size = info->size,
                           .address = info->has_address ? start + info->front : 0,
                           .requested = info->requested,
                           .event = info->event,
                           .caller = (uint64_t)info->caller | caller_high << 32,
                           .kind = info->kind,
                           .seen = info->seen,
                           .soft = info->soft};
}
/* The entry before p, which is not the sentinel. */
struct place blocks_before(const struct blocks *b, struct place p);
/* Moves *p to the next entry; false at the end. */
bool blocks_next(const struct blocks *b, struct place *p);

/* Puts a record into the gap of the entry at p, which must hold it whole. */
enum hpt_status blocks_insert(struct blocks *b, struct place p,
                              const struct record *r) HPT_MUST_CHECK;
/* Takes an entry (not the sentinel) out; its bytes go to the gap before it. */
void blocks_remove(struct blocks *b, struct place p);
void blocks_set_caller(struct blocks *b, struct place p, uint64_t caller);

/* Can the region's bounds be moved to these? */
bool blocks_can_span(const struct blocks *b, uint64_t start, uint64_t end);
/* Moves the region's end; nothing occupied may lie beyond. */
void blocks_set_end(struct blocks *b, uint64_t end);
/* Moves the region's start; nothing occupied may lie below. */
void blocks_set_start(struct blocks *b, uint64_t start);

/* The first entry at or behind `from` with a gap of at least `need` > 0; false if there is none. */
bool blocks_fit(const struct blocks *b, struct place from, uint64_t need, struct place *found);
/* The widest gap. */
uint64_t blocks_widest_of_groups(const struct blocks *b);
static inline uint64_t blocks_widest(const struct blocks *b)
{
    return b->node_count <= NODE_LEAVES ? (uint64_t)b->group[0] : blocks_widest_of_groups(b);
}

/* The first broken invariant in words, or NULL. */
const char *blocks_check(const struct blocks *b);

#endif

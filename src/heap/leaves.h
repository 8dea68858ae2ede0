/* The tree under struct blocks: where leaves and nodes are made, filled, emptied and measured. */
#ifndef HEAP_LEAVES_H
#define HEAP_LEAVES_H

#include "heap/blocks.h"
#include "heap/lanes.h"

static inline struct leaf *leaf_at(const struct blocks *b, struct place p)
{
    return b->node[p.node]->leaf[p.leaf];
}

/* The first leaf and node, with the sentinel alone. */
enum hpt_status leaves_init(struct blocks *b) HPT_MUST_CHECK;
void leaves_release(struct blocks *b);

/* The leaf of p is full: makes room in it, and finds the entry of p again. */
enum hpt_status leaves_make_room(struct blocks *b, struct place *p) HPT_MUST_CHECK;
/* The leaf of p has lost an entry: it goes when it is empty, or joins the next one when both are
 * nearly so. */
void leaves_tidy(struct blocks *b, struct place p);

/* Opens entry `at` of a leaf that is not full, with a slot for it. */
static inline void leaf_open(struct leaf *leaf, size_t at)
{
    unsigned slot = (unsigned)__builtin_ctzll(~leaf->taken);

    lanes_open((struct lanes_rows){leaf->start, leaf->gap, leaf->slot}, at, leaf->count);
    leaf->taken |= UINT64_C(1) << slot;
    leaf->slot[at] = (uint8_t)slot;
    leaf->count++;
}

static inline void leaf_close(struct leaf *leaf, size_t at)
{
    leaf->taken &= ~(UINT64_C(1) << leaf->slot[at]);
    lanes_close((struct lanes_rows){leaf->start, leaf->gap, leaf->slot}, at, leaf->count);
    leaf->count--;
}

/* The first start of leaf p has changed. */
void leaves_set_first(struct blocks *b, struct place p);

#endif

#include "heap/blocks.h"

/* What a walk over all entries adds up. */
struct tally {
    uint64_t at; /* where the next entry must begin at the earliest */
    uint64_t free_bytes;
    size_t entries;
    size_t gaps;
};

static const char *check_leaf(const struct blocks *b, size_t index, struct tally *t)
{
    const struct leaf *leaf = b->leaves[index];
    uint64_t widest = 0;

    if (leaf->count == 0 || leaf->count > LEAF_ENTRIES)
        return "a leaf is empty or too full";
    if (b->first[index] != leaf->start[0])
        return "a leaf's first address is not that of its first block";
    for (size_t i = 0; i < leaf->count; i++) {
        if (leaf->start[i] != leaf->record[i].start)
            return "an entry and its record disagree about its address";
        if (leaf->start[i] != t->at)
            return "blocks and holes do not tile the region";
        if (leaf->record[i].size == 0 && !(index == 0 && i == 0))
            return "a block has no bytes";
        t->at += leaf->record[i].size + leaf->gap[i];
        t->free_bytes += leaf->gap[i];
        t->gaps += leaf->gap[i] > 0;
        t->entries++;
        widest = leaf->gap[i] > widest ? leaf->gap[i] : widest;
    }
    if (b->widest[index] != widest)
        return "a leaf does not know its widest hole";
    return NULL;
}

const char *blocks_check(const struct blocks *b)
{
    struct tally t = {.at = b->start};
    uint64_t widest = 0;

    for (size_t i = 0; i < b->leaf_count; i++) {
        const char *broken = check_leaf(b, i, &t);
        if (broken)
            return broken;
        widest = b->widest[i] > widest ? b->widest[i] : widest;
        if (i % LEAF_GROUP == LEAF_GROUP - 1 || i + 1 == b->leaf_count) {
            if (b->group[i / LEAF_GROUP] != widest)
                return "a group does not know its widest hole";
            widest = 0;
        }
    }
    if (t.at != b->end)
        return "the blocks do not reach the region's end";
    if (t.entries != b->count + 1)
        return "the number of blocks is wrong";
    if (t.gaps != b->gaps)
        return "the number of holes is wrong";
    if (t.free_bytes != b->free_bytes)
        return "the free bytes are not the sum of the holes";
    return NULL;
}

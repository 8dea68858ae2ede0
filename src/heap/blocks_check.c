#include "heap/leaves.h"

/* What a walk over all entries adds up. */
struct tally {
    uint64_t at; /* where the next entry must begin at the earliest */
    uint64_t free_bytes;
    size_t entries;
    size_t gaps;
};

static const char *check_unused(const struct leaf *leaf)
{
    for (size_t i = leaf->count; i < LEAF_ENTRIES + LEAF_PAD; i++)
        if (leaf->start[i] != INT32_MAX || leaf->gap[i] != 0)
            return "what is behind a leaf's entries is not blank";
    return NULL;
}

static const char *check_leaf(const struct blocks *b, struct place p, struct tally *t)
{
    const struct leaf *leaf = blocks_leaf(b, p);
    uint64_t slots = 0;

    if (leaf->count == 0 || leaf->count > LEAF_ENTRIES)
        return "a leaf is empty or too full";
    for (p.entry = 0; p.entry < leaf->count; p.entry++) {
        uint64_t size = blocks_info(b, p)->size;
        if (blocks_start(b, p) != t->at)
            return "blocks and holes do not tile the region";
        if (size == 0 && !is_sentinel(p))
            return "a block has no bytes";
        slots |= UINT64_C(1) << leaf->slot[p.entry];
        t->at += size + blocks_gap(b, p);
        t->free_bytes += blocks_gap(b, p);
        t->gaps += blocks_gap(b, p) > 0;
        t->entries++;
    }
    if (slots != leaf->taken || __builtin_popcountll(slots) != (int)leaf->count)
        return "the slots of a leaf are not those of its entries";
    return check_unused(leaf);
}

static const char *check_node(const struct blocks *b, size_t node, struct tally *t)
{
    const struct node *n = b->node[node];

    if (n->count == 0 || n->count > NODE_LEAVES)
        return "a node is empty or too full";
    for (size_t i = 0; i < n->count; i++) {
        const struct leaf *leaf = n->leaf[i];
        const char *broken = check_leaf(b, (struct place){(uint32_t)node, (uint16_t)i, 0}, t);
        if (broken)
            return broken;
        if (n->first[i] != leaf->start[0])
            return "a node does not know where a leaf begins";
        if (n->widest[i] != lanes_max(leaf->gap))
            return "a node does not know a leaf's widest hole";
    }
    for (size_t i = n->count; i < NODE_LEAVES; i++)
        if (n->first[i] != INT32_MAX || n->widest[i] != 0)
            return "what is behind a node's leaves is not blank";
    if (b->first[node] != n->first[0] || b->widest[node] != lanes_max(n->widest))
        return "what is known of a node is wrong";
    return NULL;
}

const char *blocks_check(const struct blocks *b)
{
    struct tally t = {.at = b->start};
    int32_t widest = 0;

    for (size_t i = 0; i < b->node_count; i++) {
        const char *broken = check_node(b, i, &t);
        if (broken)
            return broken;
        widest = b->widest[i] > widest ? b->widest[i] : widest;
        if (i % NODE_LEAVES == NODE_LEAVES - 1 || i + 1 == b->node_count) {
            if (b->group[i / NODE_LEAVES] != widest)
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

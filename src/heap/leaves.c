#include "heap/leaves.h"

#include "heap/nodes.h"

#include <stdlib.h>
#include <string.h>

_Static_assert((int)LEAF_ENTRIES == (int)LANES && (int)NODE_LEAVES == (int)LANES,
               "a leaf and a node are LANES long");
_Static_assert((int)LEAF_PAD == (int)LANES_PAD, "a leaf can be shifted by lanes");

enum {
    ROOMY = LEAF_ENTRIES * 3 / 4, /* a leaf with so many can take over some of its neighbour's */
    JOINED = LEAF_ENTRIES * 5 / 8 /* two leaves with so many together are made one */
};

static struct leaf *take_leaf(struct blocks *b)
{
    struct leaf *leaf = b->spare;

    if (leaf)
        b->spare = leaf->next;
    else
        leaf = malloc(sizeof *leaf);
    if (!leaf)
        return NULL;
    leaf->taken = 0;
    leaf->count = 0;
    memset(leaf->gap, 0, sizeof leaf->gap);
    memset(leaf->slot, 0, sizeof leaf->slot);
    for (size_t i = 0; i < LEAF_ENTRIES + LEAF_PAD; i++)
        leaf->start[i] = INT32_MAX;
    return leaf;
}

/* Puts `count` entries of `from`, from `at` on, behind or in front of those of `to`. */
static void move_entries(struct leaf *from, size_t at, size_t count, struct leaf *to, size_t place)
{
    for (size_t i = 0; i < count; i++) {
        leaf_open(to, place + i);
        to->start[place + i] = from->start[at];
        to->gap[place + i] = from->gap[at];
        to->info[to->slot[place + i]] = from->info[from->slot[at]];
        leaf_close(from, at);
    }
}

/* What the levels above know of a leaf, from the leaf itself. */
static void measure_leaf(struct blocks *b, size_t node, size_t leaf)
{
    struct node *n = b->node[node];
    const struct leaf *l = n->leaf[leaf];

    n->first[leaf] = l->start[0];
    n->widest[leaf] = lanes_max(l->gap);
}

void leaves_set_first(struct blocks *b, struct place p)
{
    struct node *n = b->node[p.node];

    n->first[p.leaf] = n->leaf[p.leaf]->start[0];
    if (p.leaf == 0)
        b->first[p.node] = n->first[0];
}

static void place_leaf(struct blocks *b, size_t node, size_t at, struct leaf *leaf)
{
    struct node *n = b->node[node];
    size_t behind = n->count - at;

    memmove(n->leaf + at + 1, n->leaf + at, behind * sizeof(struct leaf *));
    memmove(n->first + at + 1, n->first + at, behind * sizeof *n->first);
    memmove(n->widest + at + 1, n->widest + at, behind * sizeof *n->widest);
    n->leaf[at] = leaf;
    n->count++;
    measure_leaf(b, node, at);
}

static void drop_leaf(struct blocks *b, size_t node, size_t at)
{
    struct node *n = b->node[node];
    size_t behind = n->count - at - 1;

    n->leaf[at]->next = b->spare;
    b->spare = n->leaf[at];
    memmove(n->leaf + at, n->leaf + at + 1, behind * sizeof(struct leaf *));
    memmove(n->first + at, n->first + at + 1, behind * sizeof *n->first);
    memmove(n->widest + at, n->widest + at + 1, behind * sizeof *n->widest);
    n->count--;
    n->first[n->count] = INT32_MAX;
    n->widest[n->count] = 0;
    if (n->count == 0)
        node_drop(b, node);
    else
        node_measure(b, node);
}

/* Splits a full leaf in two halves. What is appended at the region's end leaves full leaves and
 * nodes behind. */
static enum hpt_status split_leaf(struct blocks *b, struct place p)
{
    bool last = p.node + 1u == b->node_count && p.leaf + 1u == b->node[p.node]->count;
    bool appended = last && p.entry + 1u == LEAF_ENTRIES;
    size_t kept = appended ? LEAF_ENTRIES - 1 : LEAF_ENTRIES / 2;
    struct leaf *high = take_leaf(b);

    if (!high)
        return HPT_ERR_MEMORY;
    if (b->node[p.node]->count == NODE_LEAVES) {
        size_t leaves = last ? NODE_LEAVES - 1 : NODE_LEAVES / 2;
        if (node_split(b, p.node, leaves) != HPT_OK) {
            high->next = b->spare;
            b->spare = high;
            return HPT_ERR_MEMORY;
        }
        if (p.leaf >= leaves) {
            p.node++;
            p.leaf = (uint16_t)(p.leaf - leaves);
        }
    }
    struct leaf *low = leaf_at(b, p);
    move_entries(low, kept, low->count - kept, high, 0);
    place_leaf(b, p.node, p.leaf + 1u, high);
    measure_leaf(b, p.node, p.leaf);
    node_measure(b, p.node);
    return HPT_OK;
}

/* Shares the entries of a full leaf with a neighbour in its node that has room for some. */
static bool share(struct blocks *b, struct place p)
{
    struct node *n = b->node[p.node];
    struct leaf *leaf = n->leaf[p.leaf];
    struct leaf *after = p.leaf + 1u < n->count ? n->leaf[p.leaf + 1] : NULL;
    struct leaf *before = p.leaf > 0 ? n->leaf[p.leaf - 1] : NULL;

    if (after && after->count < ROOMY) {
        size_t count = (LEAF_ENTRIES - after->count) / 2;
        move_entries(leaf, LEAF_ENTRIES - count, count, after, 0);
        measure_leaf(b, p.node, p.leaf + 1u);
    } else if (before && before->count < ROOMY) {
        size_t count = (LEAF_ENTRIES - before->count) / 2;
        move_entries(leaf, 0, count, before, before->count);
        measure_leaf(b, p.node, p.leaf - 1u);
    } else {
        return false;
    }
    measure_leaf(b, p.node, p.leaf);
    node_measure(b, p.node);
    return true;
}

__attribute__((noinline)) enum hpt_status leaves_make_room(struct blocks *b, struct place *p)
{
    uint64_t start = blocks_start(b, *p);

    if (!share(b, *p) && split_leaf(b, *p) != HPT_OK)
        return HPT_ERR_MEMORY;
    *p = blocks_find(b, start);
    return HPT_OK;
}

__attribute__((noinline)) void leaves_tidy(struct blocks *b, struct place p)
{
    struct node *n = b->node[p.node];
    struct leaf *leaf = n->leaf[p.leaf];

    if (leaf->count == 0) {
        drop_leaf(b, p.node, p.leaf);
        return;
    }
    if (p.leaf + 1u == n->count || leaf->count + n->leaf[p.leaf + 1]->count > JOINED)
        return;
    struct leaf *after = n->leaf[p.leaf + 1];
    move_entries(after, 0, after->count, leaf, leaf->count);
    drop_leaf(b, p.node, p.leaf + 1u);
    measure_leaf(b, p.node, p.leaf);
    node_measure(b, p.node);
}

enum hpt_status leaves_init(struct blocks *b)
{
    struct node *node = node_take(b);
    struct leaf *leaf = take_leaf(b);

    if (!node || !leaf || nodes_reserve(b) != HPT_OK) {
        free(node);
        free(leaf);
        return HPT_ERR_MEMORY;
    }
    leaf->info[0] = (struct info){.size = 0};
    leaf->slot[0] = 0;
    leaf->taken = 1;
    leaf->count = 1;
    leaf->start[0] = (int32_t)(int64_t)(b->start - b->origin);
    leaf->gap[0] = (int32_t)(b->end - b->start);
    node->leaf[0] = leaf;
    node->count = 1;
    b->node[0] = node;
    b->node_count = 1;
    measure_leaf(b, 0, 0);
    node_measure(b, 0);
    return HPT_OK;
}

void leaves_release(struct blocks *b)
{
    for (size_t i = 0; i < b->node_count; i++) {
        for (size_t j = 0; j < b->node[i]->count; j++)
            free(b->node[i]->leaf[j]);
        free(b->node[i]);
    }
    while (b->spare) {
        struct leaf *leaf = b->spare;
        b->spare = leaf->next;
        free(leaf);
    }
    while (b->spare_node) {
        struct node *node = b->spare_node;
        b->spare_node = node->next;
        free(node);
    }
    free(b->node);
    free(b->first);
    free(b->widest);
    free(b->group);
}

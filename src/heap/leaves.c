#include "heap/leaves.h"

#include <stdlib.h>
#include <string.h>

_Static_assert((int)LEAF_ENTRIES == (int)LANES && (int)NODE_LEAVES == (int)LANES,
               "a leaf and a node are LANES long");

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
    for (size_t i = 0; i < LEAF_ENTRIES; i++)
        leaf->start[i] = INT32_MAX;
    return leaf;
}

static struct node *take_node(struct blocks *b)
{
    struct node *node = b->spare_node;

    if (node)
        b->spare_node = node->next;
    else
        node = malloc(sizeof *node);
    if (!node)
        return NULL;
    node->count = 0;
    memset(node->widest, 0, sizeof node->widest);
    for (size_t i = 0; i < NODE_LEAVES; i++)
        node->first[i] = INT32_MAX;
    return node;
}

void leaf_open(struct leaf *leaf, size_t at)
{
    size_t behind = leaf->count - at;
    unsigned slot = (unsigned)__builtin_ctzll(~leaf->taken);

    memmove(leaf->start + at + 1, leaf->start + at, behind * sizeof *leaf->start);
    memmove(leaf->gap + at + 1, leaf->gap + at, behind * sizeof *leaf->gap);
    memmove(leaf->slot + at + 1, leaf->slot + at, behind * sizeof *leaf->slot);
    leaf->taken |= UINT64_C(1) << slot;
    leaf->slot[at] = (uint8_t)slot;
    leaf->count++;
}

void leaf_close(struct leaf *leaf, size_t at)
{
    size_t behind = leaf->count - at - 1;

    leaf->taken &= ~(UINT64_C(1) << leaf->slot[at]);
    memmove(leaf->start + at, leaf->start + at + 1, behind * sizeof *leaf->start);
    memmove(leaf->gap + at, leaf->gap + at + 1, behind * sizeof *leaf->gap);
    memmove(leaf->slot + at, leaf->slot + at + 1, behind * sizeof *leaf->slot);
    leaf->count--;
    leaf->start[leaf->count] = INT32_MAX;
    leaf->gap[leaf->count] = 0;
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
    n->widest[leaf] = lanes_max(l->gap, l->count);
}

static void measure_group(struct blocks *b, size_t node)
{
    size_t from = node / NODE_LEAVES * NODE_LEAVES;
    size_t count = b->node_count - from < NODE_LEAVES ? b->node_count - from : NODE_LEAVES;

    b->group[node / NODE_LEAVES] = lanes_max(b->widest + from, count);
}

static void measure_node(struct blocks *b, size_t node)
{
    b->first[node] = b->node[node]->first[0];
    b->widest[node] = lanes_max(b->node[node]->widest, NODE_LEAVES);
    measure_group(b, node);
}

void leaves_set_widest(struct blocks *b, struct place p, int32_t widest)
{
    struct node *n = b->node[p.node];
    int32_t was = n->widest[p.leaf];
    int32_t *above = &b->widest[p.node];

    if (widest == was)
        return;
    n->widest[p.leaf] = widest;
    int32_t node_was = *above;
    if (widest >= node_was)
        *above = widest;
    else if (was == node_was)
        *above = lanes_max(n->widest, n->count);
    if (*above == node_was)
        return;
    int32_t *group = &b->group[p.node / NODE_LEAVES];
    if (*above >= *group)
        *group = *above;
    else if (node_was == *group)
        measure_group(b, p.node);
}

void leaves_set_first(struct blocks *b, struct place p)
{
    struct node *n = b->node[p.node];

    n->first[p.leaf] = n->leaf[p.leaf]->start[0];
    if (p.leaf == 0)
        b->first[p.node] = n->first[0];
}

/* The arrays over the nodes have room for whole groups, so that they can be read by lanes. */
static bool grow_lanes(int32_t **array, size_t was, size_t count)
{
    int32_t *grown = realloc(*array, count * sizeof *grown);

    if (!grown)
        return false;
    memset(grown + was, 0, (count - was) * sizeof *grown);
    *array = grown;
    return true;
}

static size_t group_capacity(size_t nodes)
{
    return (nodes / NODE_LEAVES + LANES - 1) / LANES * LANES;
}

static enum hpt_status reserve_node(struct blocks *b)
{
    size_t was = b->node_capacity;
    size_t capacity = was > 0 ? was * 2 : NODE_LEAVES;

    if (b->node_count < was)
        return HPT_OK;
    struct node **nodes = realloc(b->node, capacity * sizeof(struct node *));
    if (!nodes)
        return HPT_ERR_MEMORY;
    b->node = nodes;
    if (!grow_lanes(&b->first, was, capacity) || !grow_lanes(&b->widest, was, capacity) ||
        !grow_lanes(&b->group, group_capacity(was), group_capacity(capacity)))
        return HPT_ERR_MEMORY;
    b->node_capacity = capacity;
    return HPT_OK;
}

/* The groups from that of node `from` on, after nodes have moved; `count` nodes were there or are.
 */
static void measure_groups(struct blocks *b, size_t from, size_t count)
{
    for (size_t group = from / NODE_LEAVES; group * NODE_LEAVES < count; group++)
        if (group * NODE_LEAVES < b->node_count)
            measure_group(b, group * NODE_LEAVES);
        else
            b->group[group] = 0;
}

static void place_node(struct blocks *b, size_t at, struct node *node)
{
    size_t behind = b->node_count - at;

    memmove(b->node + at + 1, b->node + at, behind * sizeof(struct node *));
    memmove(b->first + at + 1, b->first + at, behind * sizeof *b->first);
    memmove(b->widest + at + 1, b->widest + at, behind * sizeof *b->widest);
    b->node[at] = node;
    b->node_count++;
    b->first[at] = node->first[0];
    b->widest[at] = lanes_max(node->widest, NODE_LEAVES);
    measure_groups(b, at, b->node_count);
}

static void drop_node(struct blocks *b, size_t at)
{
    size_t behind = b->node_count - at - 1;

    b->node[at]->next = b->spare_node;
    b->spare_node = b->node[at];
    memmove(b->node + at, b->node + at + 1, behind * sizeof(struct node *));
    memmove(b->first + at, b->first + at + 1, behind * sizeof *b->first);
    memmove(b->widest + at, b->widest + at + 1, behind * sizeof *b->widest);
    b->node_count--;
    b->widest[b->node_count] = 0;
    measure_groups(b, at, b->node_count + 1);
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
        drop_node(b, node);
    else
        measure_node(b, node);
}

/* Gives the leaves from `kept` on to a new node behind. */
static enum hpt_status split_node(struct blocks *b, size_t node, size_t kept)
{
    struct node *low = b->node[node];

    if (reserve_node(b) != HPT_OK)
        return HPT_ERR_MEMORY;
    struct node *high = take_node(b);
    if (!high)
        return HPT_ERR_MEMORY;
    for (size_t i = kept; i < low->count; i++) {
        high->leaf[high->count] = low->leaf[i];
        high->first[high->count] = low->first[i];
        high->widest[high->count++] = low->widest[i];
        low->first[i] = INT32_MAX;
        low->widest[i] = 0;
    }
    low->count = (uint32_t)kept;
    place_node(b, node + 1, high);
    measure_node(b, node);
    return HPT_OK;
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
        if (split_node(b, p.node, leaves) != HPT_OK) {
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
    measure_node(b, p.node);
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
    measure_node(b, p.node);
    return true;
}

enum hpt_status leaves_make_room(struct blocks *b, struct place *p)
{
    uint64_t start = blocks_start(b, *p);

    if (!share(b, *p) && split_leaf(b, *p) != HPT_OK)
        return HPT_ERR_MEMORY;
    *p = blocks_find(b, start);
    return HPT_OK;
}

void leaves_tidy(struct blocks *b, struct place p)
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
    measure_node(b, p.node);
}

enum hpt_status leaves_init(struct blocks *b)
{
    struct node *node = take_node(b);
    struct leaf *leaf = take_leaf(b);

    if (!node || !leaf || reserve_node(b) != HPT_OK) {
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
    measure_node(b, 0);
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

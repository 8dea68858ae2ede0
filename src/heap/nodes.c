/* Nodes of leaves, and the list of the nodes with its groups. */
#include "heap/nodes.h"

#include <stdlib.h>
#include <string.h>

struct node *node_take(struct blocks *b)
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

static void measure_group(struct blocks *b, size_t node)
{
    b->group[node / NODE_LEAVES] = lanes_max(b->widest + node / NODE_LEAVES * NODE_LEAVES);
}

void node_measure(struct blocks *b, size_t node)
{
    b->first[node] = b->node[node]->first[0];
    b->widest[node] = lanes_max(b->node[node]->widest);
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
        *above = lanes_max(n->widest);
    if (*above == node_was)
        return;
    int32_t *group = &b->group[p.node / NODE_LEAVES];
    if (*above >= *group)
        *group = *above;
    else if (node_was == *group)
        measure_group(b, p.node);
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

enum hpt_status nodes_reserve(struct blocks *b)
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
    b->widest[at] = lanes_max(node->widest);
    measure_groups(b, at, b->node_count);
}

void node_drop(struct blocks *b, size_t at)
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

/* Gives the leaves from `kept` on to a new node behind. */
enum hpt_status node_split(struct blocks *b, size_t node, size_t kept)
{
    struct node *low = b->node[node];

    if (nodes_reserve(b) != HPT_OK)
        return HPT_ERR_MEMORY;
    struct node *high = node_take(b);
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
    node_measure(b, node);
    return HPT_OK;
}

static bool copy_lanes(int32_t **to, const int32_t *from, size_t count)
{
    *to = malloc(count * sizeof **to);
    if (*to)
        memcpy(*to, from, count * sizeof **to);
    return *to;
}

static struct node *copy_node(const struct node *from)
{
    struct node *node = malloc(sizeof *node);

    if (node) {
        *node = *from;
        node->count = 0; /* leaves of its own */
    }
    return node;
}

static bool copy_leaves(struct node *to, const struct node *from)
{
    for (; to->count < from->count; to->count++) {
        struct leaf *leaf = malloc(sizeof *leaf);
        if (!leaf)
            return false;
        *leaf = *from->leaf[to->count];
        to->leaf[to->count] = leaf;
    }
    return true;
}

enum hpt_status nodes_copy(struct blocks *to, const struct blocks *from)
{
    to->node = malloc(from->node_capacity * sizeof(struct node *));
    if (!to->node || !copy_lanes(&to->first, from->first, from->node_capacity) ||
        !copy_lanes(&to->widest, from->widest, from->node_capacity) ||
        !copy_lanes(&to->group, from->group, group_capacity(from->node_capacity)))
        return HPT_ERR_MEMORY;
    to->node_capacity = from->node_capacity;
    for (size_t i = 0; i < from->node_count; i++) {
        struct node *node = copy_node(from->node[i]);
        if (!node)
            return HPT_ERR_MEMORY;
        to->node[to->node_count++] = node;
        if (!copy_leaves(node, from->node[i]))
            return HPT_ERR_MEMORY;
    }
    return HPT_OK;
}

size_t nodes_size(const struct blocks *b)
{
    size_t lists = b->node_capacity * (sizeof(struct node *) + 2 * sizeof(int32_t)) +
                   group_capacity(b->node_capacity) * sizeof(int32_t);
    size_t size = lists;

    for (size_t i = 0; i < b->node_count; i++)
        size += sizeof(struct node) + b->node[i]->count * sizeof(struct leaf);
    for (const struct leaf *leaf = b->spare; leaf; leaf = leaf->next)
        size += sizeof *leaf;
    for (const struct node *node = b->spare_node; node; node = node->next)
        size += sizeof *node;
    return size;
}

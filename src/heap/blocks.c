#include "heap/blocks.h"

#include <stdlib.h>
#include <string.h>

static size_t group_count(const struct blocks *b)
{
    return (b->leaf_count + LEAF_GROUP - 1) / LEAF_GROUP;
}

static uint64_t max_of(const uint64_t *values, size_t count)
{
    uint64_t max = 0;

    for (size_t i = 0; i < count; i++)
        max = values[i] > max ? values[i] : max;
    return max;
}

static void measure_group(struct blocks *b, size_t group)
{
    size_t from = group * LEAF_GROUP;
    size_t count = b->leaf_count - from < LEAF_GROUP ? b->leaf_count - from : LEAF_GROUP;

    b->group[group] = max_of(b->widest + from, count);
}

/* The gap of an entry changed from `old`: brings counts and maxima up to date. */
static void gap_changed(struct blocks *b, struct place p, uint64_t old)
{
    struct leaf *leaf = b->leaves[p.leaf];
    uint64_t gap = leaf->gap[p.entry];
    uint64_t *widest = &b->widest[p.leaf];
    uint64_t was = *widest;

    b->gaps += (gap > 0) - (size_t)(old > 0);
    b->free_bytes += gap - old;
    if (gap >= *widest)
        *widest = gap;
    else if (old == *widest)
        *widest = max_of(leaf->gap, leaf->count);
    if (*widest == was)
        return;
    uint64_t *group = &b->group[p.leaf / LEAF_GROUP];
    if (*widest >= *group)
        *group = *widest;
    else if (was == *group)
        measure_group(b, p.leaf / LEAF_GROUP);
}

static void set_gap(struct blocks *b, struct place p, uint64_t gap)
{
    uint64_t old = b->leaves[p.leaf]->gap[p.entry];

    b->leaves[p.leaf]->gap[p.entry] = gap;
    gap_changed(b, p, old);
}

static bool grow_array(uint64_t **array, size_t count)
{
    uint64_t *grown = realloc(*array, count * sizeof *grown);

    if (grown)
        *array = grown;
    return grown != NULL;
}

static enum hpt_status reserve_leaf(struct blocks *b)
{
    if (b->leaf_count < b->leaf_capacity)
        return HPT_OK;
    size_t capacity = b->leaf_capacity > 0 ? b->leaf_capacity * 2 : 4;
    struct leaf **leaves = realloc(b->leaves, capacity * sizeof(struct leaf *));
    if (!leaves)
        return HPT_ERR_MEMORY;
    b->leaves = leaves;
    if (!grow_array(&b->first, capacity) || !grow_array(&b->widest, capacity) ||
        !grow_array(&b->group, capacity / LEAF_GROUP + 1))
        return HPT_ERR_MEMORY;
    b->leaf_capacity = capacity;
    return HPT_OK;
}

static struct leaf *take_leaf(struct blocks *b)
{
    struct leaf *leaf = b->spare;

    if (leaf)
        b->spare = leaf->next;
    else
        leaf = malloc(sizeof *leaf);
    if (leaf)
        leaf->count = 0;
    return leaf;
}

static void measure_from(struct blocks *b, size_t leaf)
{
    for (size_t g = leaf / LEAF_GROUP; g < group_count(b); g++)
        measure_group(b, g);
}

static void place_leaf(struct blocks *b, size_t at, struct leaf *leaf)
{
    size_t behind = b->leaf_count - at;

    memmove(b->leaves + at + 1, b->leaves + at, behind * sizeof(struct leaf *));
    memmove(b->first + at + 1, b->first + at, behind * sizeof *b->first);
    memmove(b->widest + at + 1, b->widest + at, behind * sizeof *b->widest);
    b->leaves[at] = leaf;
    b->first[at] = leaf->start[0];
    b->widest[at] = max_of(leaf->gap, leaf->count);
    b->leaf_count++;
    measure_from(b, at > 0 ? at - 1 : 0);
}

static void drop_leaf(struct blocks *b, size_t at)
{
    size_t behind = b->leaf_count - at - 1;

    b->leaves[at]->next = b->spare;
    b->spare = b->leaves[at];
    memmove(b->leaves + at, b->leaves + at + 1, behind * sizeof(struct leaf *));
    memmove(b->first + at, b->first + at + 1, behind * sizeof *b->first);
    memmove(b->widest + at, b->widest + at + 1, behind * sizeof *b->widest);
    b->leaf_count--;
    measure_from(b, at);
}

/* Gives the upper half of a full leaf to a new one behind it. */
static enum hpt_status split_leaf(struct blocks *b, size_t at)
{
    enum { KEPT = LEAF_ENTRIES / 2, MOVED = LEAF_ENTRIES - KEPT };

    if (reserve_leaf(b) != HPT_OK)
        return HPT_ERR_MEMORY;
    struct leaf *low = b->leaves[at];
    struct leaf *high = take_leaf(b);
    if (!high)
        return HPT_ERR_MEMORY;
    memcpy(high->start, low->start + KEPT, MOVED * sizeof *low->start);
    memcpy(high->gap, low->gap + KEPT, MOVED * sizeof *low->gap);
    memcpy(high->record, low->record + KEPT, MOVED * sizeof *low->record);
    high->count = MOVED;
    low->count = KEPT;
    b->widest[at] = max_of(low->gap, low->count);
    place_leaf(b, at + 1, high);
    return HPT_OK;
}

enum hpt_status blocks_init(struct blocks *b, uint64_t start, uint64_t end)
{
    *b = (struct blocks){.start = start, .end = end};
    if (reserve_leaf(b) != HPT_OK)
        return HPT_ERR_MEMORY;
    struct leaf *leaf = take_leaf(b);
    if (!leaf)
        return HPT_ERR_MEMORY;
    leaf->count = 1;
    leaf->start[0] = start;
    leaf->gap[0] = end - start;
    leaf->record[0] = (struct record){.start = start};
    place_leaf(b, 0, leaf);
    b->gaps = end > start;
    b->free_bytes = end - start;
    return HPT_OK;
}

void blocks_release(struct blocks *b)
{
    for (size_t i = 0; i < b->leaf_count; i++)
        free(b->leaves[i]);
    free(b->leaves);
    free(b->first);
    free(b->widest);
    free(b->group);
    while (b->spare) {
        struct leaf *leaf = b->spare;
        b->spare = leaf->next;
        free(leaf);
    }
    *b = (struct blocks){0};
}

/* The last of `count` ascending values that is at or below `at`; the first one is. */
static size_t last_at_or_below(const uint64_t *values, size_t count, uint64_t at)
{
    size_t low = 0;

    while (count > 1) {
        size_t half = count / 2;
        low = values[low + half] <= at ? low + half : low;
        count -= half;
    }
    return low;
}

struct place blocks_find(const struct blocks *b, uint64_t at)
{
    size_t leaf = last_at_or_below(b->first, b->leaf_count, at);

    return (struct place){leaf,
                          last_at_or_below(b->leaves[leaf]->start, b->leaves[leaf]->count, at)};
}

bool blocks_next(const struct blocks *b, struct place *p)
{
    if (p->entry + 1 < b->leaves[p->leaf]->count)
        p->entry++;
    else if (p->leaf + 1 < b->leaf_count)
        *p = (struct place){p->leaf + 1, 0};
    else
        return false;
    return true;
}

static struct place before(const struct blocks *b, struct place p)
{
    if (p.entry > 0)
        return (struct place){p.leaf, p.entry - 1};
    return (struct place){p.leaf - 1, b->leaves[p.leaf - 1]->count - 1};
}

enum hpt_status blocks_insert(struct blocks *b, const struct record *r)
{
    struct place p = blocks_find(b, r->start);

    if (b->leaves[p.leaf]->count == LEAF_ENTRIES) {
        if (split_leaf(b, p.leaf) != HPT_OK)
            return HPT_ERR_MEMORY;
        p = blocks_find(b, r->start);
    }
    struct leaf *leaf = b->leaves[p.leaf];
    uint64_t room = record_end(&leaf->record[p.entry]) + leaf->gap[p.entry];
    set_gap(b, p, r->start - record_end(&leaf->record[p.entry]));
    size_t at = p.entry + 1;
    size_t behind = leaf->count - at;
    memmove(leaf->start + at + 1, leaf->start + at, behind * sizeof *leaf->start);
    memmove(leaf->gap + at + 1, leaf->gap + at, behind * sizeof *leaf->gap);
    memmove(leaf->record + at + 1, leaf->record + at, behind * sizeof *leaf->record);
    leaf->start[at] = r->start;
    leaf->record[at] = *r;
    leaf->gap[at] = 0;
    leaf->count++;
    b->count++;
    set_gap(b, (struct place){p.leaf, at}, room - record_end(r));
    return HPT_OK;
}

void blocks_remove(struct blocks *b, struct place p)
{
    struct leaf *leaf = b->leaves[p.leaf];
    struct place owner = before(b, p);
    uint64_t freed = leaf->record[p.entry].size + leaf->gap[p.entry];

    set_gap(b, p, 0);
    size_t behind = leaf->count - p.entry - 1;
    memmove(leaf->start + p.entry, leaf->start + p.entry + 1, behind * sizeof *leaf->start);
    memmove(leaf->gap + p.entry, leaf->gap + p.entry + 1, behind * sizeof *leaf->gap);
    memmove(leaf->record + p.entry, leaf->record + p.entry + 1, behind * sizeof *leaf->record);
    leaf->count--;
    b->count--;
    if (leaf->count == 0)
        drop_leaf(b, p.leaf);
    else if (p.entry == 0)
        b->first[p.leaf] = leaf->start[0];
    set_gap(b, owner, blocks_gap(b, owner) + freed);
}

void blocks_set_caller(struct blocks *b, struct place p, uint64_t caller)
{
    b->leaves[p.leaf]->record[p.entry].caller = caller;
}

void blocks_set_end(struct blocks *b, uint64_t end)
{
    struct place last = blocks_last(b);

    b->end = end;
    set_gap(b, last, end - record_end(blocks_record(b, last)));
}

void blocks_set_start(struct blocks *b, uint64_t start)
{
    struct place sentinel = {0, 0};
    struct leaf *leaf = b->leaves[0];
    uint64_t gap = leaf->gap[0] + b->start - start;

    b->start = b->first[0] = leaf->start[0] = leaf->record[0].start = start;
    set_gap(b, sentinel, gap);
}

static size_t first_at_least(const uint64_t *values, size_t from, size_t to, uint64_t need)
{
    while (from < to && values[from] < need)
        from++;
    return from;
}

bool blocks_fit(const struct blocks *b, struct place from, uint64_t need, struct place *found)
{
    const struct leaf *leaf = b->leaves[from.leaf];
    size_t entry = leaf->count;

    if (b->widest[from.leaf] >= need)
        entry = first_at_least(leaf->gap, from.entry, leaf->count, need);
    if (entry < leaf->count) {
        *found = (struct place){from.leaf, entry};
        return true;
    }
    size_t at = from.leaf + 1;
    if (at >= b->leaf_count)
        return false;
    size_t group_end = (at / LEAF_GROUP + 1) * LEAF_GROUP;
    group_end = group_end < b->leaf_count ? group_end : b->leaf_count;
    at = first_at_least(b->widest, at, group_end, need);
    if (at == group_end) {
        size_t group = first_at_least(b->group, (group_end + LEAF_GROUP - 1) / LEAF_GROUP,
                                      group_count(b), need);
        if (group >= group_count(b))
            return false;
        at = first_at_least(b->widest, group * LEAF_GROUP, b->leaf_count, need);
    }
    leaf = b->leaves[at];
    *found = (struct place){at, first_at_least(leaf->gap, 0, leaf->count, need)};
    return true;
}

uint64_t blocks_widest(const struct blocks *b)
{
    return max_of(b->group, group_count(b));
}

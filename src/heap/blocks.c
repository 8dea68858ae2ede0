#include "heap/leaves.h"
#include "heap/nodes.h"

enum hpt_status blocks_init(struct blocks *b, uint64_t start, uint64_t end)
{
    *b = (struct blocks){.start = start, .end = end, .origin = start};
    b->gaps = end > start;
    b->free_bytes = end - start;
    return leaves_init(b);
}

void blocks_release(struct blocks *b)
{
    leaves_release(b);
    *b = (struct blocks){0};
}

static int32_t offset_of(const struct blocks *b, uint64_t at)
{
    return (int32_t)(int64_t)(at - b->origin);
}

/* The node that holds the offset: the last whose first start is at or below it. */
static size_t node_of(const struct blocks *b, int32_t at)
{
    size_t low = 0;

    for (size_t count = b->node_count; count > 1;) {
        size_t half = count / 2;
        low = b->first[low + half] <= at ? low + half : low;
        count -= half;
    }
    return low;
}

/* A large tree is not in the cache: what will be looked at of a leaf is fetched at once, not piece
 * by piece. */
static void fetch(const struct leaf *leaf)
{
    const char *from = (const char *)leaf->start;
    const char *to = (const char *)leaf->info;

    for (; from < to; from += 64)
        __builtin_prefetch(from);
}

static inline void fetch_far(const struct blocks *b, const struct leaf *leaf)
{
    if (b->node_count >= BLOCKS_FAR)
        fetch(leaf);
}

void blocks_fetch(const struct blocks *b, uint64_t at)
{
    int32_t offset = offset_of(b, at);

    if (at < b->start || at >= b->end)
        return;
    const struct node *n = b->node[node_of(b, offset)];
    fetch(n->leaf[lanes_last_at_or_below(n->first, offset)]);
}

struct place blocks_find(const struct blocks *b, uint64_t at)
{
    int32_t offset = offset_of(b, at);
    size_t node = b->node_count > 1 ? node_of(b, offset) : 0;
    const struct node *n = b->node[node];
    size_t leaf = n->count > 1 ? lanes_last_at_or_below(n->first, offset) : 0;
    fetch_far(b, n->leaf[leaf]);
    size_t entry = lanes_last_at_or_below(n->leaf[leaf]->start, offset);

    return (struct place){(uint32_t)node, (uint16_t)leaf, (uint16_t)entry};
}

static struct info info_of(const struct record *r)
{
    return (struct info){.event = r->event & ((UINT64_C(1) << RECORD_EVENT_BITS) - 1),
                         .kind = r->kind & 3u,
                         .seen = r->seen,
                         .has_address = r->address != 0,
                         .caller_high = (uint16_t)(r->caller >> 32),
                         .caller = (uint32_t)r->caller,
                         .size = (uint32_t)r->size,
                         .requested = (uint32_t)r->requested,
                         .front = (uint8_t)(r->address != 0 ? r->address - r->start : 0),
                         .soft = r->soft};
}

bool blocks_next(const struct blocks *b, struct place *p)
{
    const struct node *n = b->node[p->node];

    if (p->entry + 1u < n->leaf[p->leaf]->count)
        p->entry++;
    else if (p->leaf + 1u < n->count)
        *p = (struct place){p->node, (uint16_t)(p->leaf + 1), 0};
    else if (p->node + 1u < b->node_count)
        *p = (struct place){p->node + 1, 0, 0};
    else
        return false;
    return true;
}

struct place blocks_before(const struct blocks *b, struct place p)
{
    if (p.entry > 0)
        return (struct place){p.node, p.leaf, (uint16_t)(p.entry - 1)};
    if (p.leaf > 0)
        p.leaf--;
    else
        p = (struct place){p.node - 1, (uint16_t)(b->node[p.node - 1]->count - 1), 0};
    p.entry = (uint16_t)(blocks_leaf(b, p)->count - 1);
    return p;
}

/* A gap of the leaf became `gap` from `was`: is the leaf's widest one still that? */
static void gap_changed(struct blocks *b, struct place p, int32_t was, int32_t gap)
{
    int32_t widest = b->node[p.node]->widest[p.leaf];

    if (gap > widest)
        widest = gap;
    else if (was == widest && gap < was)
        widest = lanes_max(leaf_at(b, p)->gap);
    leaves_set_widest(b, p, widest);
}

static void set_gap(struct blocks *b, struct place p, uint64_t to)
{
    int32_t *gap = &leaf_at(b, p)->gap[p.entry];
    int32_t was = *gap;

    *gap = (int32_t)to;
    b->gaps = b->gaps + (to > 0) - (was > 0);
    b->free_bytes += to - (uint64_t)was;
    gap_changed(b, p, was, *gap);
}

enum hpt_status blocks_insert(struct blocks *b, struct place p, const struct record *r)
{
    struct leaf *leaf = leaf_at(b, p);

    if (leaf->count == LEAF_ENTRIES) {
        if (leaves_make_room(b, &p) != HPT_OK)
            return HPT_ERR_MEMORY;
        leaf = leaf_at(b, p);
    }
    size_t at = p.entry + 1u;
    int32_t was = leaf->gap[at - 1];
    int32_t start = offset_of(b, r->start);
    int32_t front = start - leaf->start[at - 1] - (int32_t)leaf->info[leaf->slot[at - 1]].size;
    int32_t rest = was - front - (int32_t)r->size;
    leaf_open(leaf, at);
    leaf->start[at] = start;
    leaf->info[leaf->slot[at]] = info_of(r);
    leaf->gap[at - 1] = front;
    leaf->gap[at] = rest;
    b->count++;
    b->gaps = b->gaps - 1 + (front > 0) + (rest > 0);
    b->free_bytes -= r->size;
    gap_changed(b, p, was, front > rest ? front : rest);
    return HPT_OK;
}

/* blocks_remove of the first entry of a leaf: the gap before it is another leaf's. */
static __attribute__((noinline, cold)) void remove_first(struct blocks *b, struct place p)
{
    struct leaf *leaf = leaf_at(b, p);
    struct place owner = blocks_before(b, p);
    uint64_t gap = blocks_gap(b, p);
    uint64_t freed = blocks_info(b, p)->size + gap;

    leaf_close(leaf, 0);
    b->count--;
    b->gaps -= gap > 0;
    b->free_bytes -= gap; /* it comes back with the owner's */
    if (leaf->count > 0) {
        leaves_set_first(b, p);
        gap_changed(b, p, (int32_t)gap, 0);
    }
    set_gap(b, owner, blocks_gap(b, owner) + freed);
    if (leaf->count < LEAF_ENTRIES / 4)
        leaves_tidy(b, p);
}

void blocks_remove(struct blocks *b, struct place p)
{
    struct node *n = b->node[p.node];
    struct leaf *leaf = n->leaf[p.leaf];
    size_t at = p.entry;

    if (at == 0) {
        remove_first(b, p);
        return;
    }
    int32_t size = (int32_t)leaf->info[leaf->slot[at]].size;
    int32_t below = leaf->gap[at - 1], above = leaf->gap[at];
    int32_t joined = below + size + above;
    leaf_close(leaf, at);
    leaf->gap[at - 1] = joined;
    b->count--;
    b->gaps = b->gaps + 1 - (below > 0) - (above > 0);
    b->free_bytes += (uint32_t)size;
    if (joined > n->widest[p.leaf])
        leaves_set_widest(b, p, joined);
    if (leaf->count < LEAF_ENTRIES / 4)
        leaves_tidy(b, p);
}

void blocks_set_caller(struct blocks *b, struct place p, uint64_t caller)
{
    struct leaf *leaf = leaf_at(b, p);
    struct info *info = &leaf->info[leaf->slot[p.entry]];

    info->caller = (uint32_t)caller;
    info->caller_high = (uint16_t)(caller >> 32);
}

static bool is_in_reach(const struct blocks *b, uint64_t at)
{
    return at - b->origin + (BLOCKS_SPAN - 1) < 2 * BLOCKS_SPAN - 2;
}

bool blocks_can_span(const struct blocks *b, uint64_t start, uint64_t end)
{
    return start <= end && end - start < BLOCKS_SPAN && is_in_reach(b, start) &&
           is_in_reach(b, end);
}

void blocks_set_end(struct blocks *b, uint64_t end)
{
    struct place last = blocks_last(b);

    b->end = end;
    set_gap(b, last, end - blocks_end(b, last));
}

void blocks_set_start(struct blocks *b, uint64_t start)
{
    struct place sentinel = {0, 0, 0};
    uint64_t gap = blocks_gap(b, sentinel) + b->start - start;

    b->start = start;
    leaf_at(b, sentinel)->start[0] = offset_of(b, start);
    leaves_set_first(b, sentinel);
    set_gap(b, sentinel, gap);
}

/* The first node from `from` on that has a wide enough gap, or node_count. */
static __attribute__((noinline)) size_t node_that_fits(const struct blocks *b, size_t from,
                                                       int32_t need)
{
    size_t end = (from + NODE_LEAVES - 1) / NODE_LEAVES * NODE_LEAVES;
    size_t groups = (b->node_count + NODE_LEAVES - 1) / NODE_LEAVES;

    end = end < b->node_count ? end : b->node_count;
    if (from < end) {
        size_t node = lanes_first_at_least(b->widest, from, end, need);
        if (node < end)
            return node;
    }
    size_t group = (end + NODE_LEAVES - 1) / NODE_LEAVES;
    group = lanes_first_at_least(b->group, group, groups, need);
    if (group >= groups)
        return b->node_count;
    return group * NODE_LEAVES + lanes_first(b->widest + group * NODE_LEAVES, need);
}

/* The first entry of a node that has a wide enough gap; there is one. */
static struct place entry_that_fits(const struct blocks *b, size_t node, int32_t need)
{
    const struct node *n = b->node[node];
    size_t leaf = n->count > 1 ? lanes_first(n->widest, need) : 0;

    fetch_far(b, n->leaf[leaf]);
    return (struct place){(uint32_t)node, (uint16_t)leaf,
                          (uint16_t)lanes_first(n->leaf[leaf]->gap, need)};
}

/* The same behind `from`, or in it. */
static __attribute__((noinline)) bool fit_behind(const struct blocks *b, struct place from,
                                                 int32_t need, struct place *found)
{
    const struct node *n = b->node[from.node];
    const struct leaf *leaf = n->leaf[from.leaf];

    if (n->widest[from.leaf] >= need) {
        size_t entry = lanes_first_at_least(leaf->gap, from.entry, leaf->count, need);
        if (entry < leaf->count) {
            *found = (struct place){from.node, from.leaf, (uint16_t)entry};
            return true;
        }
    }
    size_t next = lanes_first_at_least(n->widest, from.leaf + 1u, n->count, need);
    if (next < n->count) {
        fetch_far(b, n->leaf[next]);
        *found = (struct place){from.node, (uint16_t)next,
                                (uint16_t)lanes_first(n->leaf[next]->gap, need)};
        return true;
    }
    size_t node = node_that_fits(b, from.node + 1u, need);
    if (node == b->node_count)
        return false;
    *found = entry_that_fits(b, node, need);
    return true;
}

bool blocks_fit(const struct blocks *b, struct place from, uint64_t need, struct place *found)
{
    size_t node = 0;

    if (need >= BLOCKS_SPAN)
        return false;
    if (!is_sentinel(from))
        return fit_behind(b, from, (int32_t)need, found);
    if (b->node_count > NODE_LEAVES)
        node = node_that_fits(b, 0, (int32_t)need);
    else if (b->group[0] >= (int32_t)need)
        node = lanes_first_of_few(b->widest, (int32_t)need);
    else
        return false;
    if (node == b->node_count)
        return false;
    *found = entry_that_fits(b, node, (int32_t)need);
    return true;
}

uint64_t blocks_widest_of_groups(const struct blocks *b)
{
    size_t groups = (b->node_count + NODE_LEAVES - 1) / NODE_LEAVES;
    int32_t widest = lanes_max(b->group);
    for (size_t i = 1; i * NODE_LEAVES < groups; i++) {
        int32_t more = lanes_max(b->group + i * NODE_LEAVES);
        widest = more > widest ? more : widest;
    }
    return (uint64_t)widest;
}

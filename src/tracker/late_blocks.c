#include "tracker/late_blocks.h"

static struct record stretch(uint64_t from, uint64_t to)
{
    return (struct record){.start = from, .size = to - from, .kind = RECORD_UNKNOWN_BEFORE};
}

enum hpt_status late_clear(struct model *m, size_t heap, uint64_t from, uint64_t to)
{
    const struct blocks *b = &m->heaps.blocks[heap];

    for (uint64_t at = from; at < to;) {
        struct place p = blocks_find(b, at);
        bool inside = !is_sentinel(p) && blocks_end(b, p) > at;
        if (!inside && (!blocks_next(b, &p) || blocks_start(b, p) >= to))
            return HPT_OK;
        at = blocks_end(b, p);
        if (blocks_info(b, p)->kind == RECORD_USED)
            continue;
        struct record r = *heaps_remove(&m->heaps, heap, p);
        struct record below = r;
        struct record above = r;
        below.size = from > r.start ? from - r.start : 0;
        above.start = to;
        above.size = record_end(&r) > to ? record_end(&r) - to : 0;
        if ((below.size > 0 && heaps_insert(&m->heaps, heap, &below) != HPT_OK) ||
            (above.size > 0 && heaps_insert(&m->heaps, heap, &above) != HPT_OK))
            return HPT_ERR_MEMORY;
    }
    return HPT_OK;
}

/* The old stretch that ends, or begins, at `at` is taken out. */
static void take_touching(struct model *m, size_t heap, uint64_t at, bool ends, struct record *r)
{
    const struct blocks *b = &m->heaps.blocks[heap];

    if (ends ? at <= b->start : at >= b->end)
        return;
    struct place p = blocks_find(b, ends ? at - 1 : at);
    if (is_sentinel(p) || blocks_info(b, p)->kind != RECORD_UNKNOWN_BEFORE ||
        (ends ? blocks_end(b, p) : blocks_start(b, p)) != at)
        return;
    struct record other = *heaps_remove(&m->heaps, heap, p);
    r->start = other.start < r->start ? other.start : r->start;
    r->size += other.size;
}

enum hpt_status late_forget(struct model *m, size_t heap, uint64_t from, uint64_t to)
{
    if (from >= to)
        return HPT_OK;
    struct record r = stretch(from, to);
    take_touching(m, heap, from, true, &r);
    take_touching(m, heap, to, false, &r);
    return heaps_insert(&m->heaps, heap, &r);
}

static bool is_settled(unsigned set)
{
    return (set & (set - 1)) == 0;
}

/* The record of a block with these possible bounds. */
static void confine(const struct allocator *a, struct record *r, unsigned set)
{
    struct extent e = bounds_inner(a, r->address, r->requested, set & BOUNDS_ALL);

    r->start = e.from;
    r->size = e.to - e.from;
    r->soft = is_settled(set) ? 0 : (uint8_t)set;
}

enum hpt_status late_put(struct model *m, size_t heap, struct record *r)
{
    const struct allocator *a = m->allocator;
    struct extent outer = bounds_outer(a, r->address, r->requested, r->soft & BOUNDS_ALL);

    confine(a, r, r->soft);
    if ((r->soft & BOUNDS_LARGER) != 0) /* it was tried against nothing: only this is certain */
        outer = (struct extent){r->start, record_end(r)};
    enum hpt_status status = late_clear(m, heap, outer.from, outer.to);
    if (status == HPT_OK)
        status = heaps_insert(&m->heaps, heap, r);
    if (status == HPT_OK)
        status = late_forget(m, heap, outer.from, r->start);
    return status == HPT_OK ? late_forget(m, heap, record_end(r), outer.to) : status;
}

static enum hpt_status round_off_below(struct model *m, size_t heap, uint64_t from)
{
    const struct blocks *b = &m->heaps.blocks[heap];
    struct edge low = edge_below(b, from);
    bool free = low.kind != EDGE_USED || blocks_record(b, low.p).soft == 0;

    if (low.at < from && from - low.at < m->allocator->least && free)
        return late_clear(m, heap, low.at, from);
    return HPT_OK;
}

static enum hpt_status round_off_above(struct model *m, size_t heap, uint64_t to)
{
    const struct blocks *b = &m->heaps.blocks[heap];
    struct edge high = edge_above(b, to);
    bool free =
        high.kind == EDGE_FREE || (high.kind == EDGE_USED && blocks_record(b, high.p).soft == 0);

    if (high.at > to && high.at - to < m->allocator->least && free)
        return late_clear(m, heap, to, high.at);
    return HPT_OK;
}

enum hpt_status late_round_off(struct model *m, size_t heap, uint64_t from, uint64_t to)
{
    enum hpt_status status = round_off_below(m, heap, from);

    return status == HPT_OK ? round_off_above(m, heap, to) : status;
}

/* A block has its bounds for good: holes that come close to it touch it. */
static enum hpt_status settle(struct model *m, size_t heap, const struct record *r)
{
    const struct blocks *b = &m->heaps.blocks[heap];
    struct edge low = edge_below(b, r->start);
    struct edge high = edge_above(b, record_end(r));
    enum hpt_status status = HPT_OK;

    if (low.kind == EDGE_FREE)
        status = round_off_above(m, heap, low.at);
    if (status == HPT_OK && high.kind == EDGE_FREE)
        status = round_off_below(m, heap, high.at);
    return status;
}

/* Which of its bounds go with what stands beside the block. */
static unsigned possible(const struct allocator *a, const struct blocks *b, const struct record *r)
{
    unsigned set = 0;

    for (unsigned i = 0; i < BOUNDS_COUNT; i++) {
        struct extent e = bounds_of(a, r->address, r->requested, i);
        if ((r->soft >> i & 1u) == 0)
            continue;
        struct edge low = edge_below(b, r->start);
        struct edge high = edge_above(b, record_end(r));
        bool from = low.kind == EDGE_USED    ? bounds_reach(a, b, low.p, true, e.from)
                    : low.kind == EDGE_BOUND ? bounds_join(a, low.at, e.from)
                                             : true;
        bool to = high.kind != EDGE_USED || bounds_reach(a, b, high.p, false, e.to);
        if (from && to)
            set |= 1u << i;
    }
    return set;
}

static enum hpt_status narrow_one(struct model *m, size_t heap, struct place p, unsigned keep,
                                  bool *changed)
{
    const struct allocator *a = m->allocator;
    struct record r = blocks_record(&m->heaps.blocks[heap], p);

    *changed = false;
    if (r.soft == 0 || (r.soft & BOUNDS_LARGER) != 0)
        return HPT_OK;
    unsigned set = possible(a, &m->heaps.blocks[heap], &r) & keep;
    if (set == 0 || set == r.soft)
        return HPT_OK;
    *changed = true;
    confine(a, &r, set);
    enum hpt_status status = late_clear(m, heap, r.start, record_end(&r));
    if (status == HPT_OK)
        status = heaps_replace(&m->heaps, heap, blocks_find(&m->heaps.blocks[heap], r.address - 1),
                               &r, false);
    return status == HPT_OK && r.soft == 0 ? settle(m, heap, &r) : status;
}

/* From the block at `address` on, downward or upward, as long as that changes anything. Each block
 * is a few changes of the map; a trial that grows too large to be undone ends, and is given up. */
static enum hpt_status sweep(struct model *m, size_t heap, uint64_t address, bool down)
{
    const struct blocks *b = &m->heaps.blocks[heap];
    enum hpt_status status = HPT_OK;
    bool changed = true;

    while (changed && status == HPT_OK && model_may_go_on(m)) {
        struct place p = blocks_find(b, address - 1);
        struct edge next =
            down ? edge_below(b, blocks_start(b, p)) : edge_above(b, blocks_end(b, p));
        if (next.kind != EDGE_USED)
            break;
        address = blocks_address(b, next.p);
        status = narrow_one(m, heap, next.p, BOUNDS_ALL, &changed);
    }
    return status;
}

enum hpt_status late_narrow(struct model *m, size_t heap, uint64_t address, unsigned keep)
{
    bool changed;
    enum hpt_status status =
        narrow_one(m, heap, blocks_find(&m->heaps.blocks[heap], address - 1), keep, &changed);

    if (status == HPT_OK)
        status = sweep(m, heap, address, true);
    return status == HPT_OK ? sweep(m, heap, address, false) : status;
}

#include "tracker/bounds.h"

static bool has(unsigned set, unsigned which)
{
    return (set >> which & 1u) != 0;
}

unsigned bounds_all(const struct allocator *a)
{
    unsigned rests = (1u << a->least / a->unit) - 1;

    return a->padding > 0 ? rests | rests << BOUNDS_RESTS : rests;
}

struct extent bounds_of(const struct allocator *a, uint64_t address, uint64_t requested,
                        unsigned which)
{
    struct spot s = {0};

    a->shape(a, requested, address, 0, UINT64_MAX, &s);
    uint64_t from = s.start - which / BOUNDS_RESTS * a->padding;
    return (struct extent){from, from + s.size + which % BOUNDS_RESTS * a->unit};
}

struct extent bounds_inner(const struct allocator *a, uint64_t address, uint64_t requested,
                           unsigned set)
{
    struct extent all = {0, UINT64_MAX};

    for (unsigned i = 0; i < BOUNDS_COUNT; i++) {
        struct extent e = bounds_of(a, address, requested, i);
        if (!has(set, i))
            continue;
        all.from = e.from > all.from ? e.from : all.from;
        all.to = e.to < all.to ? e.to : all.to;
    }
    return all;
}

struct extent bounds_outer(const struct allocator *a, uint64_t address, uint64_t requested,
                           unsigned set)
{
    struct extent all = {UINT64_MAX, 0};

    for (unsigned i = 0; i < BOUNDS_COUNT; i++) {
        struct extent e = bounds_of(a, address, requested, i);
        if (!has(set, i))
            continue;
        all.from = e.from < all.from ? e.from : all.from;
        all.to = e.to > all.to ? e.to : all.to;
    }
    return all;
}

struct edge edge_below(const struct blocks *b, uint64_t at)
{
    while (at > b->start) {
        struct place p = blocks_find(b, at - 1);
        if (is_sentinel(p) && blocks_gap(b, p) < BOUNDS_ROUNDING)
            break;
        if (is_sentinel(p) || blocks_end(b, p) < at)
            return (struct edge){EDGE_FREE, at, p};
        if (blocks_info(b, p)->kind == RECORD_USED)
            return (struct edge){EDGE_USED, at, p};
        at = blocks_start(b, p);
    }
    return (struct edge){EDGE_BOUND, at, {0}};
}

struct edge edge_above(const struct blocks *b, uint64_t at)
{
    while (at < b->end) {
        struct place p = blocks_find(b, at);
        if (is_sentinel(p) || blocks_end(b, p) <= at)
            return (struct edge){EDGE_FREE, at, p};
        if (blocks_info(b, p)->kind == RECORD_USED)
            return (struct edge){EDGE_USED, at, p};
        at = blocks_end(b, p);
    }
    return (struct edge){EDGE_BOUND, b->end, blocks_last(b)};
}

bool bounds_blocked(const struct blocks *b, uint64_t from, uint64_t to)
{
    struct place p = blocks_find(b, from);

    if (!is_sentinel(p) && blocks_end(b, p) > from && blocks_info(b, p)->kind == RECORD_USED)
        return true;
    while (blocks_next(b, &p) && blocks_start(b, p) < to)
        if (blocks_info(b, p)->kind == RECORD_USED)
            return true;
    return false;
}

bool bounds_reach(const struct allocator *a, const struct blocks *b, struct place p, bool is_below,
                  uint64_t at)
{
    struct record r = blocks_record(b, p);

    if (r.soft == 0)
        return is_below ? bounds_join(a, record_end(&r), at) : bounds_join(a, at, r.start);
    if (is_below && (r.soft & BOUNDS_LARGER) != 0)
        return at >= record_end(&r);
    for (unsigned i = 0; i < BOUNDS_COUNT; i++) {
        struct extent e = bounds_of(a, r.address, r.requested, i);
        if (has(r.soft, i) && (is_below ? bounds_join(a, e.to, at) : bounds_join(a, at, e.from)))
            return true;
    }
    return false;
}

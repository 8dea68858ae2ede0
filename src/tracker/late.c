#include "tracker/late.h"

#include "tracker/late_blocks.h"

/* An allocation, and where it came to lie. */
struct site {
    struct model *m;
    const struct deed *d;
    size_t heap;
    const struct allocator *a;
    const struct blocks *b;
    unsigned set;          /* its possible bounds */
    bool open;             /* the top is not known */
    bool new_memory;       /* it can only come from above the top */
    struct extent own;     /* the bytes that it surely has */
    uint64_t unknown_from; /* where the last entry of the heap begins */
};

bool late_end_is_unknown(const struct model *m, size_t heap)
{
    const struct hpt_heap *pub = &m->heaps.pub[heap];
    const struct blocks *b = &m->heaps.blocks[heap];
    struct place p = blocks_last(b);

    return pub->top == pub->end && b->count > 0 && !pub->native &&
           pub->bounds != HPT_BOUNDS_INFERRED && blocks_info(b, p)->kind == RECORD_UNKNOWN_BEFORE &&
           blocks_end(b, p) == pub->end;
}

static bool is_open(const struct model *m, size_t heap)
{
    return m->allocator->is_given_more && late_end_is_unknown(m, heap);
}

enum hpt_past late_past(const struct model *m)
{
    enum hpt_past past = m->heaps.soft > 0 ? HPT_PAST_BLOCKS : HPT_PAST_SETTLED;

    for (size_t i = 0; i < m->heaps.count; i++) {
        const struct hpt_heap *pub = &m->heaps.pub[i];
        if (pub->old_stretches > 0 && !pub->native && pub->bounds != HPT_BOUNDS_INFERRED &&
            (m->allocator->bins || is_open(m, i)))
            return HPT_PAST_OPEN;
        if (past == HPT_PAST_SETTLED && late_begins(m, i) && pub->bounds == HPT_BOUNDS_GIVEN)
            past = HPT_PAST_UNPROVEN;
    }
    return past;
}

bool late_is_plain(const struct model *m, const struct spot *s)
{
    const struct blocks *b = &m->heaps.blocks[s->heap];
    struct place next = s->place;

    if (s->start >= m->heaps.pub[s->heap].top)
        return true;
    struct record below = blocks_record(b, s->place);
    if (!is_sentinel(s->place) && (below.kind != RECORD_USED || below.soft != 0))
        return false;
    if (!blocks_next(b, &next))
        return true;
    struct record above = blocks_record(b, next);
    return above.kind == RECORD_USED && above.soft == 0;
}

/* Is there free memory right below `from`? What lies between is too little for a chunk. */
static bool frees_touch(const struct site *s, const struct edge *e, uint64_t at)
{
    uint64_t apart = e->at < at ? at - e->at : e->at - at;

    return e->kind == EDGE_FREE && apart < s->a->least;
}

static bool fits_below(const struct site *s, const struct extent *e, bool rest, bool *is_new)
{
    struct edge low = edge_below(s->b, e->from);

    *is_new = false;
    if (low.kind == EDGE_USED)
        return bounds_reach(s->a, s->b, low.p, true, e->from);
    if (low.kind == EDGE_BOUND)
        return bounds_join(s->a, low.at, e->from);
    if (!frees_touch(s, &low, e->from))
        return true;
    *is_new = s->a->carve == CARVE_HEAD;
    return !rest && (!*is_new || s->open);
}

static bool fits_above(const struct site *s, const struct extent *e, bool rest)
{
    struct edge high = edge_above(s->b, e->to);

    if (high.kind == EDGE_USED)
        return bounds_reach(s->a, s->b, high.p, false, e->to);
    if (high.kind == EDGE_BOUND)
        return s->open || bounds_join(s->a, e->to, high.at);
    return !frees_touch(s, &high, e->to) || (!rest && s->a->carve == CARVE_HEAD);
}

/* The bounds that first fit allows. */
static void find_bounds(struct site *s)
{
    unsigned all = bounds_all(s->a);
    bool is_new;

    s->set = 0;
    s->new_memory = true;
    for (unsigned i = 0; i < BOUNDS_COUNT; i++) {
        struct extent e = bounds_of(s->a, s->d->address, s->d->size, i);
        bool rest = i % BOUNDS_RESTS > 0;
        if ((all >> i & 1u) == 0 || e.from < s->b->start || e.to > s->b->end ||
            bounds_blocked(s->b, e.from, e.to) || !fits_below(s, &e, rest, &is_new) ||
            !fits_above(s, &e, rest))
            continue;
        s->set |= 1u << i;
        s->new_memory = s->new_memory && is_new;
    }
    s->new_memory = s->new_memory && s->set != 0;
}

/* Would a hole that is known have served? One before the block, where heads are cut; where tails
 * are, one that cannot reach as far as the block. */
static bool passes_over(const struct site *s)
{
    struct spot first;

    if (!s->a->find(s->a, &s->m->heaps, s->d->size, &first))
        return false;
    if (first.heap != s->heap)
        return first.heap < s->heap;
    if (first.address >= s->d->address)
        return false;
    return s->a->carve == CARVE_HEAD || bounds_blocked(s->b, first.start, s->own.from);
}

/* All of the block was unknown, and no hole that is known is near: so it was not made by the
 * release of a block that was seen. */
static bool is_from_unknown(const struct site *s)
{
    uint64_t near = 2 * s->a->least;
    struct extent e = bounds_outer(s->a, s->d->address, s->d->size, s->set);
    struct edge low = edge_below(s->b, s->own.to);
    struct edge high = edge_above(s->b, s->own.from);

    return !(low.kind == EDGE_FREE && low.at + near > e.from) &&
           !(high.kind == EDGE_FREE && high.at < e.to + near);
}

/* The block beside the new one that surely touches it. */
static bool touches(const struct site *s, bool below, struct record *r)
{
    struct edge e = below ? edge_below(s->b, s->own.from) : edge_above(s->b, s->own.to);

    if (e.kind != EDGE_USED)
        return false;
    *r = blocks_record(s->b, e.p);
    uint64_t apart = below ? s->own.from - record_end(r) : r->start - s->own.to;
    return apart < s->a->least && (r->soft & BOUNDS_LARGER) == 0;
}

/* What lay beside a block when it was made lies there still, if it was not a block that was seen:
 * no older block was released since. */
static bool is_later(const struct site *s, const struct record *r)
{
    return r->seen && r->event > s->m->late.old_event;
}

/* Comes the block from above the top? */
static bool is_new_memory(const struct site *s)
{
    struct record below;

    if (!s->open || edge_above(s->b, s->own.to).kind != EDGE_BOUND)
        return false;
    if (s->new_memory)
        return true;
    if (!is_from_unknown(s) || !touches(s, true, &below))
        return false;
    return below.address == s->m->late.newest || (s->a->carve == CARVE_TAIL && is_later(s, &below));
}

/* The block beside the new one that was cut from the same hole, and so has no rest; 0: none. */
static uint64_t of_same_hole(const struct site *s)
{
    bool below = s->a->carve == CARVE_HEAD;
    bool old_memory = !s->open || edge_above(s->b, s->own.to).kind == EDGE_USED;
    struct record r;

    return s->a->is_given_more && old_memory && is_from_unknown(s) && touches(s, below, &r) &&
                   is_later(s, &r)
               ? r.address
               : 0;
}

/* Does it lie where it would if no block were beyond what the trace has shown? The first one may
 * lie anywhere: what is below it may be from before tracing was switched on. */
static bool is_begun(const struct site *s)
{
    const struct hpt_heap *pub = &s->m->heaps.pub[s->heap];
    struct place p = blocks_last(s->b);
    struct spot spot;

    if (s->m->late.is_late || blocks_info(s->b, p)->kind != RECORD_UNKNOWN_BEFORE ||
        blocks_end(s->b, p) != pub->end || s->a->find(s->a, &s->m->heaps, s->d->size, &spot))
        return false;
    if (s->b->count == 1)
        return true;
    struct edge low = edge_below(s->b, s->own.from);
    return s->own.from - low.at < s->a->least && edge_above(s->b, s->own.to).kind == EDGE_BOUND;
}

/* The block that is surely the last below the top: the newest one, or one with too little memory
 * above it for a chunk. Its place, once its bounds are known. */
static bool last_block(const struct model *m, size_t heap, struct place *p)
{
    const struct blocks *b = &m->heaps.blocks[heap];
    size_t found;

    if (m->late.newest != 0 && model_find_live(m, m->late.newest, &found, p) && found == heap)
        return blocks_record(b, *p).soft == 0;
    struct record last = blocks_record(b, blocks_last(b));
    struct edge low = edge_below(b, last.start);
    *p = low.p;
    return last.size < m->allocator->least && low.kind == EDGE_USED && low.at == last.start &&
           blocks_record(b, low.p).soft == 0;
}

/* When the last block is known, so is the top. */
static enum hpt_status close_top(struct model *m, size_t heap)
{
    const struct blocks *b = &m->heaps.blocks[heap];
    struct place p;

    if ((m->late.newest == 0 && m->allocator->is_given_more && !is_open(m, heap)) ||
        blocks_info(b, blocks_last(b))->kind != RECORD_UNKNOWN_BEFORE || !last_block(m, heap, &p))
        return HPT_OK;
    uint64_t top = blocks_end(b, p);
    m->late.newest = 0;
    if (edge_above(b, top).kind != EDGE_BOUND) /* taken at the device's word, against the rules */
        return HPT_OK;
    enum hpt_status status = late_clear(m, heap, top, b->end);
    if (m->allocator->is_given_more)
        heaps_move_top(&m->heaps, heap, top);
    return status;
}

static enum hpt_status put(const struct site *s, struct outcome *o)
{
    struct record r = {.address = s->d->address,
                       .requested = s->d->size,
                       .event = s->d->number,
                       .caller = s->d->caller,
                       .kind = RECORD_USED,
                       .seen = true,
                       .soft = (uint8_t)s->set};
    enum hpt_status status = late_put(s->m, s->heap, &r);

    s->m->late.last_event = s->d->number;
    o->block = block_of(&r);
    o->has_block = true;
    return status;
}

enum hpt_status late_alloc(struct model *m, const struct deed *d, size_t heap, struct outcome *o,
                           bool *taken)
{
    struct site s = {.m = m,
                     .d = d,
                     .heap = heap,
                     .a = m->allocator,
                     .b = &m->heaps.blocks[heap],
                     .open = is_open(m, heap),
                     .unknown_from =
                         blocks_start(&m->heaps.blocks[heap], blocks_last(&m->heaps.blocks[heap]))};

    s.own = bounds_inner(s.a, d->address, d->size, bounds_all(s.a));
    find_bounds(&s);
    *taken = s.set != 0 && !passes_over(&s);
    if (!*taken)
        return HPT_OK;
    bool begun = is_begun(&s);
    bool is_new = is_new_memory(&s) || (begun && !s.a->is_given_more && late_is_believed(m));
    s.set = is_new ? s.set & BOUNDS_NO_REST : s.set;
    *taken = s.set != 0;
    if (!*taken)
        return HPT_OK;
    uint64_t split = of_same_hole(&s);
    if (begun && d->address == s.a->payload(s.a, m->heaps.pub[heap].start, s.unknown_from))
        o->verdict = HPT_VERDICT_PREDICTED;
    m->late.is_late = m->late.is_late || !(begun || o->verdict == HPT_VERDICT_PREDICTED);
    enum hpt_status status = put(&s, o);
    if (is_new)
        m->late.newest = d->address;
    if (status == HPT_OK && split != 0)
        status = late_narrow(m, heap, split, BOUNDS_NO_REST);
    if (status == HPT_OK)
        status = late_narrow(m, heap, d->address, BOUNDS_ALL);
    return status == HPT_OK ? close_top(m, heap) : status;
}

/* A block of which only the address and the least size are known. */
static enum hpt_status put_old(struct model *m, const struct deed *d, size_t heap, struct record *r,
                               bool *taken)
{
    const struct blocks *b = &m->heaps.blocks[heap];
    struct extent e = bounds_inner(m->allocator, r->address, r->requested, BOUNDS_ALL);

    r->kind = RECORD_USED;
    r->soft = (uint8_t)(bounds_all(m->allocator) | BOUNDS_LARGER);
    *taken = e.from >= b->start && e.to <= b->end && !bounds_blocked(b, e.from, e.to);
    m->late.is_late = true;
    if (!*taken)
        return HPT_OK;
    m->late.old_event = d->number;
    enum hpt_status status = late_put(m, heap, r);
    return status == HPT_OK ? late_narrow(m, heap, r->address, BOUNDS_ALL) : status;
}

enum hpt_status late_release_old(struct model *m, const struct deed *d, size_t heap,
                                 uint64_t address)
{
    struct record r = {.address = address};
    bool taken;
    enum hpt_status status = put_old(m, d, heap, &r, &taken);

    if (status != HPT_OK || !taken)
        return status;
    struct place p = blocks_find(&m->heaps.blocks[heap], r.start);
    struct record was = *heaps_remove(&m->heaps, heap, p);
    return late_released(m, heap, &was);
}

enum hpt_status late_resize_old(struct model *m, const struct deed *d, size_t heap,
                                struct outcome *o, bool *taken)
{
    struct record r = {.address = d->address,
                       .requested = d->size,
                       .event = d->number,
                       .caller = d->caller,
                       .seen = true};
    enum hpt_status status = put_old(m, d, heap, &r, taken);

    o->block = block_of(&r);
    o->has_block = *taken;
    return status;
}

enum hpt_status late_resized(struct model *m, const struct deed *d, size_t heap, struct place p,
                             struct outcome *o)
{
    struct record r = blocks_record(&m->heaps.blocks[heap], p);
    struct extent e = bounds_inner(m->allocator, r.address, d->size, BOUNDS_ALL);
    uint64_t end = record_end(&r) > e.to ? record_end(&r) : e.to;
    const struct allocator *a = m->allocator;
    bool same = a->need(a, d->size) == a->need(a, r.requested); /* its bounds are told as before */
    bool fits =
        end <= m->heaps.blocks[heap].end &&
        (end == record_end(&r) || !bounds_blocked(&m->heaps.blocks[heap], record_end(&r), end));

    if (fits && late_clear(m, heap, record_end(&r), end) != HPT_OK)
        return HPT_ERR_MEMORY;
    r.size = (fits ? end : record_end(&r)) - r.start;
    r.requested = d->size;
    r.event = m->late.old_event = d->number;
    r.caller = d->caller;
    r.seen = true;
    if (!same)
        r.soft = (uint8_t)(bounds_all(m->allocator) | BOUNDS_LARGER);
    o->block = block_of(&r);
    o->has_block = true;
    return heaps_replace(&m->heaps, heap, blocks_find(&m->heaps.blocks[heap], r.start), &r, false);
}

enum hpt_status late_released(struct model *m, size_t heap, const struct record *r)
{
    m->late.newest = m->late.newest == r->address ? 0 : m->late.newest;
    if ((r->soft & BOUNDS_LARGER) != 0) /* some of it may be what an older block had */
        m->late.old_event = m->late.last_event;
    return late_round_off(m, heap, r->start, record_end(r));
}

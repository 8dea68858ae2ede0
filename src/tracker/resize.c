/* realloc: a block that stays, grows or shrinks where it is, moves, or cannot. */
#include "tracker/late.h"

/* The block at p has the bounds of the spot now. */
static enum hpt_status put_here(struct model *m, const struct deed *d, struct place p,
                                const struct spot *s, struct outcome *o)
{
    const struct allocator *a = m->allocator;
    struct heaps *h = &m->heaps;
    struct record r = blocks_record(&h->blocks[s->heap], p);

    r.start = s->start;
    r.size = s->size;
    r.address = s->address;
    r.requested = d->size;
    r.event = d->number;
    r.caller = d->caller;
    r.seen = true;
    o->block = block_of(&r);
    o->has_block = true;
    if (s->parks)
        heaps_park_last(h, s->heap);
    heaps_move_top(h, s->heap, s->top);
    enum hpt_status status = heaps_replace(h, s->heap, p, &r, s->takes_above);
    if (status == HPT_OK && a->trimmed)
        heaps_move_top(h, s->heap, a->trimmed(a, &h->pub[s->heap]));
    return status;
}

/* The block changes what is asked of it, not its bounds. */
static enum hpt_status put_again(struct model *m, const struct deed *d, size_t heap, struct place p,
                                 struct outcome *o)
{
    struct record r = blocks_record(&m->heaps.blocks[heap], p);

    if (r.soft != 0)
        return late_resized(m, d, heap, p, o);
    if (late_is(m, heap))
        m->late.old_event = d->number;
    struct spot s = {.heap = heap,
                     .start = r.start,
                     .size = r.size,
                     .address = r.address,
                     .top = m->heaps.pub[heap].top};

    return put_here(m, d, p, &s, o);
}

/* The block moves to the spot. */
static enum hpt_status move(struct model *m, const struct deed *d, const struct spot *s,
                            struct outcome *o, bool *taken)
{
    const struct record *was;
    size_t heap;
    struct place p;
    enum hpt_status status = model_put_expected(m, d, s, o, taken);

    if (status == HPT_OK && *taken && model_find_live(m, d->old_address, &heap, &p))
        return model_give_back(m, heap, p, &was);
    return status;
}

static enum hpt_status expect_resize_by_rule(struct model *m, const struct deed *d, size_t heap,
                                             struct place p, struct outcome *o, bool *taken)
{
    const struct allocator *a = m->allocator;
    struct record old = blocks_record(&m->heaps.blocks[heap], p);
    struct spot s;

    enum resizing how = a->resize(a, &m->heaps, heap, p, d->size, &s);
    o->old_requested = old.requested;
    *taken = how != RESIZE_FAILS && s.address == d->address &&
             blocks_can_span(&m->heaps.blocks[s.heap], m->heaps.pub[s.heap].start, s.top) &&
             heaps_are_clear(&m->heaps, s.heap, m->heaps.pub[s.heap].top, s.top);
    if (!*taken)
        return HPT_OK;
    o->verdict = HPT_VERDICT_PREDICTED;
    if (how == RESIZES_HERE)
        return put_here(m, d, p, &s, o);
    return move(m, d, &s, o, taken);
}

/* The request failed, and the block is as it was; a search may leave traces. */
static enum hpt_status expect_failure(struct model *m, const struct deed *d, bool *taken)
{
    const struct allocator *a = m->allocator;
    struct spot s;
    size_t heap;
    struct place p;

    *taken = true;
    if (a->resize && model_find_live(m, d->old_address, &heap, &p) &&
        a->resize(a, &m->heaps, heap, p, d->size, &s) == RESIZE_FAILS)
        model_leave_traces(m, &s);
    return HPT_OK;
}

enum hpt_status expect_resize(struct model *m, const struct deed *d, struct outcome *o, bool *taken)
{
    size_t heap;
    struct place p;
    struct spot s;

    if (d->address == 0)
        return expect_failure(m, d, taken);
    *taken = false;
    if (!model_find_live(m, d->old_address, &heap, &p))
        return HPT_OK;
    if (m->allocator->resize)
        return expect_resize_by_rule(m, d, heap, p, o, taken);
    struct record old = blocks_record(&m->heaps.blocks[heap], p);
    bool stays = old.soft != 0 ? d->address == d->old_address
                               : m->allocator->stays(m->allocator, &old, d->size);
    o->old_requested = old.requested;
    if (stays && d->address == d->old_address) {
        *taken = true;
        o->verdict = HPT_VERDICT_PREDICTED;
        return put_again(m, d, heap, p, o);
    }
    if (stays || !model_expects(m, d, &s))
        return HPT_OK;
    *taken = true;
    o->verdict = HPT_VERDICT_PREDICTED;
    return move(m, d, &s, o, taken);
}

/* A block that is not live is resized, here or elsewhere: it is from before the trace, or an error.
 */
static enum hpt_status resize_old(struct model *m, const struct deed *d, struct outcome *o)
{
    size_t heap = heaps_find(&m->heaps, d->old_address);
    enum hpt_status status = HPT_OK;
    bool taken = false;

    if (heap < m->heaps.count && late_begins(m, heap) && d->old_address >= m->late.reach)
        status = late_begin(m, heap);
    bool late = heap < m->heaps.count && late_is(m, heap);
    if (status == HPT_OK && late && d->address == d->old_address)
        status = late_resize_old(m, d, heap, o, &taken);
    if (status == HPT_OK && !taken)
        status = force_alloc(m, d, o);
    o->warning = taken ? HPT_WARN_FREE_OLD : HPT_WARN_RESIZE_UNKNOWN;
    if (status != HPT_OK || !late || d->address == d->old_address)
        return status;
    heap = heaps_find(&m->heaps, d->old_address); /* the allocation may have made another heap */
    struct place p = blocks_find(&m->heaps.blocks[heap], d->old_address);
    struct record r = blocks_record(&m->heaps.blocks[heap], p);
    if (r.kind != RECORD_UNKNOWN_BEFORE || d->old_address >= record_end(&r))
        return HPT_OK;
    o->warning = HPT_WARN_FREE_OLD;
    return late_release_old(m, d, heap, d->old_address);
}

enum hpt_status force_resize(struct model *m, const struct deed *d, struct outcome *o)
{
    size_t heap;
    struct place p;
    bool known = model_find_live(m, d->old_address, &heap, &p);

    if (known) {
        struct record r = blocks_record(&m->heaps.blocks[heap], p);
        o->old_requested = r.requested;
        if (d->address == d->old_address && (d->address - r.start + d->size <= r.size || r.soft)) {
            o->verdict = m->allocator->models ? HPT_VERDICT_MISPREDICTED : HPT_VERDICT_UNCHECKED;
            o->forced = m->allocator->models;
            return put_again(m, d, heap, p, o);
        }
        if (d->address == d->old_address)
            (void)heaps_remove(&m->heaps, heap, p);
    }
    if (!known)
        return resize_old(m, d, o);
    uint64_t old_requested = o->old_requested;
    enum hpt_status status = force_alloc(m, d, o);
    o->old_requested = old_requested;
    const struct record *was;
    if (status == HPT_OK && d->address != d->old_address &&
        model_find_live(m, d->old_address, &heap, &p))
        return model_give_back(m, heap, p, &was);
    return status;
}

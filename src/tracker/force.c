/* An allocation where the model did not expect it. The device's word is taken; what the map had
 * there gives way, and what must have been lost is marked. */
#include "tracker/force.h"

#include "tracker/late.h"

enum {
    LOWEST = 64, /* addresses below are no memory */
    REQUEST_MAX = INT32_MAX
};

/* An occupied entry that overlaps the block. */
static bool overlapping(const struct forcing *f, struct place *p)
{
    const struct blocks *b = &f->m->heaps.blocks[f->s.heap];

    *p = blocks_find(b, f->s.start + f->s.size - 1);
    return !is_sentinel(*p) && blocks_end(b, *p) > f->s.start;
}

/* Where a block above begins at the latest: right before its payload. */
static uint64_t latest_start(const struct forcing *f, const struct record *r)
{
    const struct allocator *a = f->m->allocator;
    struct spot s = {.heap = f->s.heap};

    a->shape(a, r->requested, r->address, 0, UINT64_MAX, &s);
    return s.start > r->start && s.start < record_end(r) ? s.start : r->start;
}

static uint64_t payload_end(uint64_t address, uint64_t requested)
{
    return address + (requested > 0 ? requested : 1);
}

/* What the programs asked for in the two blocks does not overlap: both can be live, and only what
 * was thought of their headers and remainders is in the way. */
static bool can_stand_beside(const struct forcing *f, const struct record *r)
{
    if (!f->m->allocator->models || r->kind != RECORD_USED || !r->seen)
        return false;
    if (r->address < f->d->address)
        return payload_end(r->address, r->requested) <= f->s.start;
    return payload_end(f->d->address, f->d->size) <= latest_start(f, r);
}

/* The block below gives up what reaches into the new one; one above begins as late as it can, and
 * what then still overlaps goes from the end of the new one. */
static enum hpt_status make_room(struct forcing *f, struct record *r)
{
    uint64_t end = record_end(r);

    if (r->address < f->d->address) {
        r->size = f->s.start - r->start;
        return heaps_insert(&f->m->heaps, f->s.heap, r);
    }
    uint64_t latest = latest_start(f, r);
    uint64_t wanted = f->s.start + f->s.size;
    r->start = wanted < latest ? wanted : latest;
    r->size = end - r->start;
    if (wanted > r->start)
        f->s.size = r->start - f->s.start;
    return heaps_insert(&f->m->heaps, f->s.heap, r);
}

/* Live blocks in the way have been released unseen; unknown stretches keep what the block leaves.
 */
static enum hpt_status clear_way(struct forcing *f)
{
    struct place p;

    while (overlapping(f, &p)) {
        struct record r = *heaps_remove(&f->m->heaps, f->s.heap, p);
        if (can_stand_beside(f, &r)) {
            if (make_room(f, &r) != HPT_OK)
                return HPT_ERR_MEMORY;
            continue;
        }
        if (r.kind == RECORD_USED) {
            if (f->d->address >= r.start && f->d->address < record_end(&r)) {
                f->o->over_live = true;
                f->o->warning = HPT_WARN_ALLOC_LIVE;
                f->o->other_address = r.address;
            }
            f->o->lost_releases++;
            f->o->lost_release = r.address;
            continue;
        }
        f->unknown = true;
        enum hpt_status status = force_stretch(f, r.start, f->s.start, (enum record_kind)r.kind);
        if (status == HPT_OK && r.kind == RECORD_UNKNOWN_BEFORE)
            status =
                force_stretch(f, f->s.start + f->s.size, record_end(&r), RECORD_UNKNOWN_BEFORE);
        if (status != HPT_OK)
            return status;
    }
    return HPT_OK;
}

/* The block's exact bounds in the hole around it. */
static void fit_into_hole(struct forcing *f, uint64_t *from, uint64_t *to)
{
    const struct blocks *b = &f->m->heaps.blocks[f->s.heap];
    const struct allocator *a = f->m->allocator;
    struct place p = blocks_find(b, f->s.start);

    f->s.place = p;
    *from = blocks_end(b, p);
    *to = *from + blocks_gap(b, p);
    a->shape(a, f->d->size, f->d->address, *from, *to, &f->s);
    if (f->s.start < *from || f->s.start > f->d->address) {
        f->s.size -= *from > f->s.start && f->s.size > *from - f->s.start ? *from - f->s.start : 0;
        f->s.start = *from;
    }
    if (f->d->address - f->s.start > RECORD_FRONT_MAX) {
        f->s.size -= f->d->address - f->s.start < f->s.size ? f->d->address - f->s.start : 0;
        f->s.start = f->d->address;
    }
    if (f->s.start + f->s.size > *to)
        f->s.size = *to - f->s.start;
    f->s.top = f->m->heaps.pub[f->s.heap].top;
}

static enum hpt_status mark_lost(struct forcing *f, size_t heap, uint64_t from, uint64_t to)
{
    struct record r = {.start = from, .size = to - from, .kind = RECORD_UNKNOWN_LOST};

    if (f->o->lost_allocs++ == 0)
        f->o->lost_alloc = from;
    return heaps_insert(&f->m->heaps, heap, &r);
}

/* First fit would have taken the first hole that is wide enough. Holes before the block that are
 * wide enough, and the part of its own hole that it should have touched, must be taken by
 * allocations that were not seen. */
static enum hpt_status mark_passed_over(struct forcing *f, uint64_t from, uint64_t to)
{
    const struct allocator *a = f->m->allocator;
    uint64_t need = a->need(a, f->d->size);
    uint64_t end = f->s.start + f->s.size;
    enum hpt_status status = HPT_OK;
    struct place p;

    if (a->carve == CARVE_HEAD && from < f->s.start && !f->unknown)
        status = mark_lost(f, f->s.heap, from, f->s.start);
    if (a->carve == CARVE_TAIL && end < to && !f->unknown)
        status = mark_lost(f, f->s.heap, end, to);
    for (size_t i = 0; i <= f->s.heap && need > 0; i++) {
        const struct blocks *b = &f->m->heaps.blocks[i];
        while (status == HPT_OK && !f->m->heaps.pub[i].native &&
               blocks_fit(b, (struct place){0}, need, &p)) {
            uint64_t hole = blocks_end(b, p);
            uint64_t hole_end = hole + blocks_gap(b, p);
            if (i == f->s.heap && hole_end >= f->s.start)
                break;
            status = mark_lost(f, i, hole, hole_end);
        }
    }
    return status;
}

static bool is_possible(struct forcing *f)
{
    const struct heaps *h = &f->m->heaps;

    if (f->d->address < LOWEST || f->d->address > UINT64_MAX / 2 || f->d->size > REQUEST_MAX) {
        force_give_up(f, "no memory can be there");
        return false;
    }
    f->m->allocator->shape(f->m->allocator, f->d->size, f->d->address, 0, UINT64_MAX, &f->s);
    f->s.heap = heaps_find(h, f->d->address);
    return f->s.heap == h->count || late_is(f->m, f->s.heap) || force_stays_inside(f);
}

static void judge(struct forcing *f)
{
    const struct allocator *a = f->m->allocator;
    const struct hpt_heap *pub = &f->m->heaps.pub[f->s.heap];
    /* what the device knows of and we do not decides here */
    bool patchy = pub->old_stretches > 0 && !late_is(f->m, f->s.heap);
    bool learned = f->unknown && f->o->lost_releases == 0 && f->o->lost_allocs == 0;

    if (!a->models || pub->native || patchy || learned) {
        f->o->verdict = HPT_VERDICT_UNCHECKED;
        f->o->forced = f->o->over_live || f->o->lost_releases > 0;
    } else {
        f->o->verdict = HPT_VERDICT_MISPREDICTED;
        f->o->forced = true;
    }
}

/* In a heap with memory from before the trace that need be no contradiction. */
static enum hpt_status alloc_late(struct forcing *f, bool *taken)
{
    struct model *m = f->m;
    struct spot expected;

    if (late_begins(m, f->s.heap) && late_begin(m, f->s.heap) != HPT_OK)
        return HPT_ERR_MEMORY;
    if (!late_is(m, f->s.heap))
        return HPT_OK;
    if (model_expects(m, f->d, &expected)) { /* a realloc of something unknown gets here so, too */
        f->o->verdict = HPT_VERDICT_PREDICTED;
        enum hpt_status put = model_put_expected(m, f->d, &expected, f->o, taken);
        if (put != HPT_OK || *taken)
            return put;
    }
    f->o->verdict = HPT_VERDICT_UNCHECKED;
    enum hpt_status status = late_alloc(m, f->d, f->s.heap, f->o, taken);
    return status == HPT_OK && *taken ? late_believe(m, f->s.heap, f->d->address + f->d->size)
                                      : status;
}

enum hpt_status force_alloc(struct model *m, const struct deed *d, struct outcome *o)
{
    struct forcing f = {.m = m, .d = d, .o = o};
    struct spot expected;
    uint64_t from;
    uint64_t to;
    bool taken = false;

    if (m->allocator->find(m->allocator, &m->heaps, d->size, &expected))
        o->expected = expected.address;
    if (!is_possible(&f))
        return HPT_OK;
    enum hpt_status status = HPT_OK;
    if (f.s.heap == m->heaps.count)
        status = force_find_home(&f);
    if (status == HPT_OK && !o->unmapped)
        status = alloc_late(&f, &taken);
    if (status != HPT_OK || o->unmapped || taken || !force_stays_inside(&f))
        return status;
    status = force_reach_over(&f);
    if (status == HPT_OK && !o->unmapped)
        status = clear_way(&f);
    if (status != HPT_OK || o->unmapped)
        return status;
    fit_into_hole(&f, &from, &to);
    status = model_put(m, d, &f.s, o);
    if (status == HPT_OK && m->allocator->first_fit && !m->heaps.pub[f.s.heap].native &&
        (m->heaps.pub[f.s.heap].old_stretches < 2 || late_is(m, f.s.heap)))
        status = mark_passed_over(&f, from, to);
    judge(&f);
    return status;
}

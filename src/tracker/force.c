/* An allocation where the model did not expect it. The device's word is taken; what the map had
 * there gives way, and what must have been lost is marked. */
#include "tracker/late.h"

enum {
    NEAR_BYTES = 1 << 20, /* heaps with inferred bounds grow over gaps up to this */
    LOWEST = 64,          /* addresses below are no memory */
    REQUEST_MAX = INT32_MAX
};

/* What the steps of forcing share. */
struct forcing {
    struct model *m;
    const struct deed *d;
    struct outcome *o;
    struct spot s;
    bool unknown; /* the block came to lie where the map knew nothing */
};

static enum hpt_status add_stretch(struct forcing *f, uint64_t from, uint64_t to,
                                   enum record_kind kind)
{
    struct record r = {.start = from, .size = to - from, .kind = (uint8_t)kind};

    return from < to ? heaps_insert(&f->m->heaps, f->s.heap, &r) : HPT_OK;
}

static void give_up(struct forcing *f, const char *why)
{
    f->o->unmapped = why;
    f->o->verdict = HPT_VERDICT_MISPREDICTED;
    f->o->forced = true;
}

static bool is_near(const struct hpt_heap *heap, const struct spot *s)
{
    uint64_t end = s->start + s->size;

    return end + NEAR_BYTES >= heap->start && s->start <= heap->end + NEAR_BYTES &&
           blocks_can_span(heap->blocks, s->start < heap->start ? s->start : heap->start,
                           end > heap->end ? end : heap->end);
}

/* The first block of a heap begins where the heap does. */
static void begin_heap(struct forcing *f)
{
    const struct allocator *a = f->m->allocator;
    uint64_t lead = a->bins ? a->bins->lead : 0;

    f->s.start -= a->bins ? lead : f->m->padded_first ? a->padding : 0;
    f->s.size += lead;
}

static enum hpt_status add_home(struct forcing *f, bool native, uint64_t index)
{
    f->unknown = true;
    begin_heap(f);
    enum hpt_status status = heaps_add(&f->m->heaps,
                                       &(struct hpt_heap){.index = index,
                                                          .bounds = HPT_BOUNDS_INFERRED,
                                                          .native = native,
                                                          .start = f->s.start,
                                                          .top = f->s.start,
                                                          .end = f->s.start},
                                       &f->s.heap);
    if (status != HPT_ERR_ARGUMENT)
        return status;
    give_up(f, "there are more heaps than heapterm keeps");
    return HPT_OK;
}

static bool is_taken(const struct heaps *h, uint64_t index)
{
    for (size_t i = 0; i < h->count; i++)
        if (h->pub[i].index == index)
            return true;
    return false;
}

/* A heap for a block outside all heaps: one with inferred bounds nearby, or a new one. Where the
 * device prints all its heaps there can be none, but one whose print was missed. */
static enum hpt_status find_home(struct forcing *f)
{
    struct heaps *h = &f->m->heaps;
    bool known = false; /* the runtime's own heaps: the block is in the C library's */
    uint64_t missed;
    uint64_t index = 0;

    for (size_t i = 0; i < h->count; i++) {
        known = known || h->pub[i].bounds != HPT_BOUNDS_INFERRED;
        index = h->pub[i].index >= index ? h->pub[i].index + 1 : index;
    }
    if (heaps_misses_one(h, &missed)) {
        known = false;
        index = is_taken(h, missed) ? index : missed;
    }
    bool native = f->d->native || known;
    for (f->s.heap = 0; f->s.heap < h->count; f->s.heap++) {
        const struct hpt_heap *pub = &h->pub[f->s.heap];
        if (pub->bounds == HPT_BOUNDS_INFERRED && is_near(pub, &f->s) && pub->native == native)
            return HPT_OK;
    }
    if (known && !f->d->native && f->m->allocator->prints_heaps) {
        give_up(f, "it lies outside every heap that the device printed");
        return HPT_OK;
    }
    return add_home(f, native, index);
}

/* Makes the heap reach over the block, with unknown stretches for what is passed over. */
static enum hpt_status reach_over(struct forcing *f)
{
    struct heaps *h = &f->m->heaps;
    struct hpt_heap *pub = &h->pub[f->s.heap];
    uint64_t top = pub->top;
    uint64_t start = pub->start;
    bool learned = pub->blocks->count == 0 || pub->bounds == HPT_BOUNDS_INFERRED;

    if (f->s.start > top && pub->blocks->count == 0 && f->m->padded_first)
        f->s.start -= f->m->allocator->padding;
    if (f->s.start < start && f->m->allocator->bins)
        begin_heap(f);
    uint64_t end = f->s.start + f->s.size;
    if (!blocks_can_span(pub->blocks, f->s.start < start ? f->s.start : start,
                         end > top ? end : top)) {
        give_up(f, "its heap would be larger than heapterm keeps");
        return HPT_OK;
    }
    if (f->s.start < start) {
        f->unknown = true;
        if (model_unlead(f->m, f->s.heap, &start) != HPT_OK)
            return HPT_ERR_MEMORY;
        heaps_set_bounds(h, f->s.heap, f->s.start, top, pub->end);
        if (add_stretch(f, f->s.start, start, RECORD_UNKNOWN_BEFORE) != HPT_OK)
            return HPT_ERR_MEMORY;
    }
    if (end <= top)
        return HPT_OK;
    heaps_move_top(h, f->s.heap, end);
    if (f->s.start <= top)
        return HPT_OK;
    f->unknown = f->unknown || learned;
    if (!learned) {
        f->o->lost_allocs++;
        f->o->lost_alloc = top;
    }
    return add_stretch(f, top, f->s.start, learned ? RECORD_UNKNOWN_BEFORE : RECORD_UNKNOWN_LOST);
}

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
        enum hpt_status status = add_stretch(f, r.start, f->s.start, (enum record_kind)r.kind);
        if (status == HPT_OK && r.kind == RECORD_UNKNOWN_BEFORE)
            status = add_stretch(f, f->s.start + f->s.size, record_end(&r), RECORD_UNKNOWN_BEFORE);
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

/* Where bounds are not known a heap may reach further. */
static bool stays_inside(struct forcing *f)
{
    const struct hpt_heap *pub = &f->m->heaps.pub[f->s.heap];

    if (pub->bounds == HPT_BOUNDS_INFERRED ||
        (f->s.start >= pub->start && f->s.start + f->s.size <= pub->end))
        return true;
    give_up(f, "the block would reach beyond its heap");
    return false;
}

static bool is_possible(struct forcing *f)
{
    const struct heaps *h = &f->m->heaps;

    if (f->d->address < LOWEST || f->d->address > UINT64_MAX / 2 || f->d->size > REQUEST_MAX) {
        give_up(f, "no memory can be there");
        return false;
    }
    f->m->allocator->shape(f->m->allocator, f->d->size, f->d->address, 0, UINT64_MAX, &f->s);
    f->s.heap = heaps_find(h, f->d->address);
    return f->s.heap == h->count || late_is(f->m, f->s.heap) || stays_inside(f);
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
        status = find_home(&f);
    if (status == HPT_OK && !o->unmapped)
        status = alloc_late(&f, &taken);
    if (status != HPT_OK || o->unmapped || taken || !stays_inside(&f))
        return status;
    status = reach_over(&f);
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

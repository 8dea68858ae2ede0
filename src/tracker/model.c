#include "tracker/late.h"

void model_release(struct model *m)
{
    heaps_release(&m->heaps);
}

struct hpt_block block_of(const struct record *r)
{
    return (struct hpt_block){
        .state = r->kind == RECORD_USED ? HPT_BLOCK_USED : HPT_BLOCK_UNKNOWN,
        .seen = r->seen,
        .doubtful = r->kind == RECORD_UNKNOWN_LOST,
        .header = r->start,
        .size = r->size,
        .address = r->address,
        .requested = r->requested,
        .event = r->event,
        .caller = r->caller,
    };
}

/* Inline for the short way, which most events take. */
static inline __attribute__((always_inline)) bool find_live(const struct model *m, uint64_t address,
                                                            size_t *heap, struct place *p)
{
    /* malloc(0) under mbed-os heap statistics returns the end of its block; the byte before what is
     * returned always lies in the block then. */
    uint64_t inside = m->allocator->front > 0 ? address - 1 : address;

    *heap = heaps_find(&m->heaps, inside);
    if (*heap == m->heaps.count || inside >= m->heaps.pub[*heap].top)
        return false;
    *p = blocks_find(&m->heaps.blocks[*heap], inside);
    return blocks_address(&m->heaps.blocks[*heap], *p) == address;
}

bool model_find_live(const struct model *m, uint64_t address, size_t *heap, struct place *p)
{
    return find_live(m, address, heap, p);
}

void model_call_site(struct model *m, uint64_t address, uint64_t caller)
{
    size_t heap;
    struct place p;

    if (model_find_live(m, address, &heap, &p))
        heaps_set_caller(&m->heaps, heap, p, caller);
}

static struct record record_at(const struct deed *d, const struct spot *s)
{
    return (struct record){.start = s->start,
                           .size = s->size,
                           .address = s->address,
                           .requested = d->size,
                           .event = d->number,
                           .caller = d->caller,
                           .kind = RECORD_USED,
                           .seen = true};
}

enum hpt_status model_put(struct model *m, const struct deed *d, const struct spot *s,
                          struct outcome *o)
{
    struct record r = record_at(d, s);

    if (s->parks)
        heaps_park_last(&m->heaps, s->heap);
    heaps_move_top(&m->heaps, s->heap, s->top);
    o->block = block_of(&r);
    o->has_block = true;
    return heaps_insert_at(&m->heaps, s->heap, s->place, &r);
}

void model_trim(struct model *m, size_t heap)
{
    const struct allocator *a = m->allocator;

    heaps_move_top(&m->heaps, heap, a->trimmed(a, &m->heaps.pub[heap]));
}

enum hpt_status model_late_release(struct model *m, size_t heap, const struct record *r)
{
    return late_is(m, heap) ? late_released(m, heap, r) : HPT_OK;
}

enum hpt_status model_put_expected(struct model *m, const struct deed *d, const struct spot *s,
                                   struct outcome *o, bool *taken)
{
    *taken = true;
    if (!late_is(m, s->heap)) {
        late_begun(m, s);
        return model_put(m, d, s, o);
    }
    m->late.last_event = d->number;
    enum hpt_status status =
        late_is_plain(m, s) ? model_put(m, d, s, o) : late_alloc(m, d, s->heap, o, taken);
    return status == HPT_OK && *taken ? late_believe(m, s->heap, s->start + s->size) : status;
}

/* Takes the live block at p out of the map. */
static enum hpt_status take_out(struct model *m, size_t heap, struct place p, struct outcome *o)
{
    const struct record *was;

    enum hpt_status status = model_give_back(m, heap, p, &was);
    o->block = block_of(was);
    o->has_block = true;
    return status;
}

static inline __attribute__((always_inline)) bool expects(const struct model *m,
                                                          const struct deed *d, struct spot *s)
{
    if (!m->allocator->find(m->allocator, &m->heaps, d->size, s) || s->address != d->address)
        return false;
    const struct blocks *b = &m->heaps.blocks[s->heap];

    return s->top <= b->end || (blocks_can_span(b, b->start, s->top) &&
                                heaps_are_clear(&m->heaps, s->heap, b->end, s->top));
}

bool model_expects(const struct model *m, const struct deed *d, struct spot *s)
{
    return expects(m, d, s);
}

static enum hpt_status expect_alloc(struct model *m, const struct deed *d, struct outcome *o,
                                    bool *taken)
{
    struct spot s;

    *taken = !d->native && model_expects(m, d, &s);
    if (!*taken)
        return HPT_OK;
    o->verdict = HPT_VERDICT_PREDICTED;
    return model_put_expected(m, d, &s, o, taken);
}

/* realloc(p, 0): newlib frees; under mbed-os heap statistics the block stays allocated. */
static bool is_release(const struct model *m, const struct deed *d)
{
    return d->kind == HPT_EVENT_RESIZE && d->size == 0 && d->address == 0 &&
           m->allocator->front == 0 && !m->keeps_at_zero;
}

/* Memory above the top was the allocator's already before the trace began, up to the block at
 * `address` at least: what is in it is not known, and where the top is neither. */
static enum hpt_status learn_top(struct model *m, size_t heap, uint64_t address)
{
    const struct hpt_heap *pub = &m->heaps.pub[heap];
    bool inferred = pub->bounds == HPT_BOUNDS_INFERRED;
    uint64_t least = m->allocator->need(m->allocator, 1);
    uint64_t to = inferred && pub->end - address > least ? address + least : pub->end;
    struct record r = {.start = pub->top, .size = to - pub->top, .kind = RECORD_UNKNOWN_BEFORE};

    heaps_move_top(&m->heaps, heap, to);
    return heaps_insert(&m->heaps, heap, &r);
}

static enum hpt_status expect_free(struct model *m, uint64_t address, struct outcome *o,
                                   bool *taken)
{
    size_t heap;
    struct place p;

    *taken = address == 0;
    if (*taken || !model_find_live(m, address, &heap, &p))
        return HPT_OK;
    *taken = true;
    return take_out(m, heap, p, o);
}

/* Field by field: this is done for every event, and the block is filled by most. */
static void clear(struct outcome *o)
{
    o->verdict = HPT_VERDICT_NONE;
    o->warning = HPT_WARN_NONE;
    o->expected = o->other_address = o->old_requested = 0;
    o->forced = o->over_live = false;
    o->lost_releases = o->lost_allocs = 0;
    o->lost_release = o->lost_alloc = 0;
    o->unmapped = NULL;
    o->has_block = false;
}

enum hpt_status model_unlead(struct model *m, size_t heap, uint64_t *start)
{
    const struct blocks *b = &m->heaps.blocks[heap];
    struct place p = {0};

    if (!m->allocator->bins || !blocks_next(b, &p) || blocks_start(b, p) != *start ||
        blocks_info(b, p)->kind != RECORD_USED)
        return HPT_OK;
    struct record r = blocks_record(b, p);
    r.start += m->allocator->bins->lead;
    r.size -= m->allocator->bins->lead;
    if (r.start > r.address)
        return HPT_OK;
    *start = r.start;
    return heaps_replace(&m->heaps, heap, p, &r, false);
}

void model_leave_traces(struct model *m, const struct spot *s)
{
    if (!m->allocator->bins || s->heap == m->heaps.count)
        return;
    if (s->parks)
        heaps_park_last(&m->heaps, s->heap);
    heaps_move_top(&m->heaps, s->heap, s->top);
}

static bool expect_failure(struct model *m, const struct deed *d)
{
    struct spot s;

    if (!m->allocator->models || m->heaps.count == 0)
        return true;
    if (m->allocator->find(m->allocator, &m->heaps, d->size, &s))
        return m->heaps.pub[s.heap].bounds == HPT_BOUNDS_INFERRED;
    model_leave_traces(m, &s);
    return true;
}

enum hpt_status model_expect(struct model *m, const struct deed *d, struct outcome *o, bool *taken)
{
    clear(o);
    switch (d->kind) {
    case HPT_EVENT_ALLOC:
        return expect_alloc(m, d, o, taken);
    case HPT_EVENT_FREE:
        return expect_free(m, d->address, o, taken);
    case HPT_EVENT_RESIZE:
        if (d->address != 0 && d->old_address == 0)
            return expect_alloc(m, d, o, taken);
        if (!is_release(m, d))
            return expect_resize(m, d, o, taken);
        return expect_free(m, d->old_address, o, taken);
    case HPT_EVENT_FAIL:
        *taken = expect_failure(m, d);
        return HPT_OK;
    case HPT_EVENT_KIND_COUNT:
        break;
    }
    *taken = true;
    return HPT_OK;
}

/* An allocation as expected, in a heap that has memory from before the trace. */
static enum hpt_status take_late(struct model *m, const struct deed *d, const struct spot *s,
                                 struct hpt_block *block, bool *taken)
{
    struct outcome o;

    clear(&o);
    enum hpt_status status = model_put_expected(m, d, s, &o, taken);
    *block = o.block;
    return status;
}

enum hpt_status model_take_expected(struct model *m, const struct deed *d, struct hpt_block *block,
                                    bool *taken)
{
    struct heaps *h = &m->heaps;
    struct spot s;
    size_t heap;

    if (d->kind == HPT_EVENT_FREE) {
        *taken = find_live(m, d->address, &heap, &s.place);
        if (!*taken)
            return HPT_OK;
        const struct record *was;
        enum hpt_status status = model_give_back(m, heap, s.place, &was);
        *block = block_of(was);
        return status;
    }
    *taken = !d->native && expects(m, d, &s);
    if (!*taken)
        return HPT_OK;
    if (h->pub[s.heap].old_stretches > 0)
        return take_late(m, d, &s, block, taken);
    struct record r = record_at(d, &s);
    *block = block_of(&r);
    if (s.parks)
        heaps_park_last(h, s.heap);
    heaps_move_top(h, s.heap, s.top);
    return heaps_insert_at(h, s.heap, s.place, &r);
}

/* A block from before the trace goes. */
static enum hpt_status free_old(struct model *m, const struct deed *d, size_t heap,
                                uint64_t address, struct outcome *o)
{
    o->warning = HPT_WARN_FREE_OLD;
    return late_is(m, heap) ? late_release_old(m, d, heap, address) : HPT_OK;
}

/* A release of something that is not live: says what lies there. */
static enum hpt_status force_free(struct model *m, const struct deed *d, uint64_t address,
                                  struct outcome *o)
{
    size_t heap = heaps_find(&m->heaps, address);
    enum hpt_status status = HPT_OK;

    o->warning = HPT_WARN_FREE_UNKNOWN;
    if (heap == m->heaps.count)
        return HPT_OK;
    if (late_begins(m, heap) && address >= m->late.reach)
        status = late_begin(m, heap);
    else if (address >= m->heaps.pub[heap].top)
        status = learn_top(m, heap, address);
    if (status != HPT_OK)
        return status;
    struct place p = blocks_find(&m->heaps.blocks[heap], address);
    struct record r = blocks_record(&m->heaps.blocks[heap], p);
    if (is_sentinel(p) || address >= record_end(&r))
        return HPT_OK;
    if (r.kind == RECORD_USED) {
        o->warning = HPT_WARN_FREE_INSIDE;
        o->other_address = r.address;
    } else if (r.kind == RECORD_UNKNOWN_BEFORE) {
        return free_old(m, d, heap, address, o);
    } else if (r.kind == RECORD_UNKNOWN_LOST &&
               m->allocator->payload(m->allocator, m->heaps.pub[heap].start, r.start) == address) {
        return take_out(m, heap, p, o); /* the block whose allocation was lost */
    }
    return HPT_OK;
}

enum hpt_status model_force(struct model *m, const struct deed *d, struct outcome *o)
{
    struct spot s;

    clear(o);
    switch (d->kind) {
    case HPT_EVENT_ALLOC:
        return force_alloc(m, d, o);
    case HPT_EVENT_FREE:
        return force_free(m, d, d->address, o);
    case HPT_EVENT_RESIZE:
        if (d->address == 0)
            return force_free(m, d, d->old_address, o);
        return d->old_address == 0 ? force_alloc(m, d, o) : force_resize(m, d, o);
    case HPT_EVENT_FAIL:
        o->forced = true;
        o->verdict = HPT_VERDICT_MISPREDICTED;
        if (m->allocator->find(m->allocator, &m->heaps, d->size, &s))
            o->expected = s.address;
        break;
    case HPT_EVENT_KIND_COUNT:
        break;
    }
    return HPT_OK;
}

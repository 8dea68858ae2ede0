/* Which heap a block belongs to that the map did not expect, and how far that heap reaches then. */
#include "tracker/force.h"

enum { NEAR_BYTES = 1 << 20 }; /* heaps with inferred bounds grow over gaps up to this */

enum hpt_status force_stretch(struct forcing *f, uint64_t from, uint64_t to, enum record_kind kind)
{
    struct record r = {.start = from, .size = to - from, .kind = (uint8_t)kind};

    return from < to ? heaps_insert(&f->m->heaps, f->s.heap, &r) : HPT_OK;
}

void force_give_up(struct forcing *f, const char *why)
{
    f->o->unmapped = why;
    f->o->verdict = HPT_VERDICT_MISPREDICTED;
    f->o->forced = true;
}

/* Can the heap reach as far as the block, without a byte of another heap? */
static bool is_near(const struct heaps *h, size_t which, const struct spot *s)
{
    const struct hpt_heap *heap = &h->pub[which];
    uint64_t end = s->start + s->size;

    return end + NEAR_BYTES >= heap->start && s->start <= heap->end + NEAR_BYTES &&
           blocks_can_span(heap->blocks, s->start < heap->start ? s->start : heap->start,
                           end > heap->end ? end : heap->end) &&
           heaps_are_clear(h, which, s->start, heap->start) &&
           heaps_are_clear(h, which, heap->end, end);
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
    if (!heaps_are_clear(&f->m->heaps, f->m->heaps.count, f->s.start, f->s.start + f->s.size)) {
        force_give_up(f, "it would reach into another heap");
        return HPT_OK;
    }
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
    force_give_up(f, "there are more heaps than heapterm keeps");
    return HPT_OK;
}

static bool is_taken(const struct heaps *h, uint64_t index)
{
    for (size_t i = 0; i < h->count; i++)
        if (h->pub[i].index == index)
            return true;
    return false;
}

enum hpt_status force_find_home(struct forcing *f)
{
    struct heaps *h = &f->m->heaps;
    bool prints = f->m->allocator->prints_heaps;
    bool known = false; /* the runtime's own heaps: the block is in the C library's. Of a device
                           that prints its heaps, which may be several, somebody gave only one */
    uint64_t missed;
    uint64_t index = 0;

    for (size_t i = 0; i < h->count; i++) {
        known = known || h->pub[i].bounds == HPT_BOUNDS_PRINTED ||
                (h->pub[i].bounds != HPT_BOUNDS_INFERRED && !prints);
        index = h->pub[i].index >= index ? h->pub[i].index + 1 : index;
    }
    if (heaps_misses_one(h, &missed)) {
        known = false;
        index = is_taken(h, missed) ? index : missed;
    }
    bool native = f->d->native || known;
    for (f->s.heap = 0; f->s.heap < h->count; f->s.heap++) {
        const struct hpt_heap *pub = &h->pub[f->s.heap];
        if (pub->bounds == HPT_BOUNDS_INFERRED && is_near(h, f->s.heap, &f->s) &&
            pub->native == native)
            return HPT_OK;
    }
    if (known && !f->d->native && prints) {
        force_give_up(f, "it lies outside every heap that the device printed");
        return HPT_OK;
    }
    return add_home(f, native, index);
}

enum hpt_status force_reach_over(struct forcing *f)
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
        force_give_up(f, "its heap would be larger than heapterm keeps");
        return HPT_OK;
    }
    if (!heaps_are_clear(h, f->s.heap, f->s.start, start) ||
        !heaps_are_clear(h, f->s.heap, pub->end, end)) {
        force_give_up(f, "its heap would reach into another");
        return HPT_OK;
    }
    if (f->s.start < start) {
        f->unknown = true;
        if (model_unlead(f->m, f->s.heap, &start) != HPT_OK)
            return HPT_ERR_MEMORY;
        heaps_set_bounds(h, f->s.heap, f->s.start, top, pub->end);
        if (force_stretch(f, f->s.start, start, RECORD_UNKNOWN_BEFORE) != HPT_OK)
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
    return force_stretch(f, top, f->s.start, learned ? RECORD_UNKNOWN_BEFORE : RECORD_UNKNOWN_LOST);
}

bool force_stays_inside(struct forcing *f)
{
    const struct hpt_heap *pub = &f->m->heaps.pub[f->s.heap];

    if (pub->bounds == HPT_BOUNDS_INFERRED ||
        (f->s.start >= pub->start && f->s.start + f->s.size <= pub->end))
        return true;
    force_give_up(f, "the block would reach beyond its heap");
    return false;
}

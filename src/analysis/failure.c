/* Why an allocation fails. */
#include "heapterm.h"

/* What there is to know of the heaps for one request. */
struct outlook {
    struct hpt_failure figures;
    uint64_t largest_heap;
    bool has_unknown_bounds;
    bool fits;          /* in a hole of some heap */
    bool fits_not;      /* in none of some heap */
    bool fits_joined;   /* if all that a heap has free were one hole */
    bool fits_unheaded; /* the same, were it not for header and rounding */
};

static uint64_t widest_hole(const struct hpt_heap *heap)
{
    uint64_t widest = 0;
    struct hpt_block b;

    for (uint64_t at = heap->start; hpt_heap_block(heap, at, &b); at = b.header + b.size)
        if (b.state == HPT_BLOCK_FREE && hpt_heap_room(heap, b.header, b.header + b.size) > widest)
            widest = hpt_heap_room(heap, b.header, b.header + b.size);
    return widest;
}

static void look_at(struct outlook *o, const struct hpt_heap *heap)
{
    struct hpt_failure *f = &o->figures;
    uint64_t widest = widest_hole(heap);
    uint64_t need = hpt_heap_need(heap, f->size);
    bool fits = need > 0 && (f->size > 0 ? heap->largest_allocatable >= f->size : widest >= need);

    f->free_bytes += heap->free_bytes;
    f->holes += heap->free_blocks;
    if (f->need == 0 || (need > 0 && need < f->need))
        f->need = need;
    if (heap->free_bytes > f->free_in_one)
        f->free_in_one = heap->free_bytes;
    if (widest > f->widest_hole)
        f->widest_hole = widest;
    if (heap->end - heap->start > o->largest_heap)
        o->largest_heap = heap->end - heap->start;
    o->has_unknown_bounds =
        o->has_unknown_bounds || heap->open || heap->bounds == HPT_BOUNDS_INFERRED;
    o->fits = o->fits || fits;
    o->fits_not = o->fits_not || !fits;
    o->fits_joined = o->fits_joined || (need > 0 && heap->free_bytes >= need);
    o->fits_unheaded = o->fits_unheaded || heap->free_bytes >= f->size;
}

static enum hpt_cause cause_of(const struct outlook *o)
{
    if (o->figures.need == 0)
        return o->figures.size == 0 ? HPT_CAUSE_ZERO : HPT_CAUSE_LIMIT;
    if (o->fits)
        return HPT_CAUSE_NONE;
    if (o->fits_joined)
        return HPT_CAUSE_FRAGMENTED;
    if (o->has_unknown_bounds)
        return HPT_CAUSE_UNKNOWN; /* what lies above the highest block may be free, or not there */
    if (o->figures.size > o->largest_heap)
        return HPT_CAUSE_TOO_LARGE;
    return o->fits_unheaded ? HPT_CAUSE_OVERHEAD : HPT_CAUSE_EXHAUSTED;
}

static struct outlook outlook_of(const struct hpt_state *state, uint64_t size)
{
    bool is_open = state->open_bytes > 0;
    struct outlook o = {.figures = {.size = size,
                                    .largest = state->largest_allocatable,
                                    .is_least = is_open || hpt_has_inferred_bounds(state),
                                    .is_open = is_open}};
    bool has_heap = false;

    for (size_t i = 0; i < state->heap_count; i++) {
        if (state->heaps[i].native)
            continue;
        has_heap = true;
        look_at(&o, &state->heaps[i]);
    }
    o.figures.cause = has_heap ? cause_of(&o) : HPT_CAUSE_UNKNOWN;
    return o;
}

struct hpt_failure hpt_explain_failure(const struct hpt_state *state, uint64_t size)
{
    return outlook_of(state, size).figures;
}

struct hpt_failure hpt_explain_event(const struct hpt_state *state, const struct hpt_event *event)
{
    struct outlook o = outlook_of(state, event->size);

    if (!event->size_known) {
        o.figures.cause = HPT_CAUSE_UNKNOWN;
        o.figures.need = 0;
    } else if (o.figures.cause == HPT_CAUSE_NONE && o.fits_not) {
        o.figures.cause = HPT_CAUSE_REGION;
    }
    return o.figures;
}

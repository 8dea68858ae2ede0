/* How a heap begins of which the trace did not show the beginning. */
#include "tracker/late.h"

#include "tracker/late_blocks.h"

#include <stdlib.h>

/* An allocation, up to `end`. One that reaches half of the heap says as much as many small ones:
 * few late traces begin with a hole like that. */
static void begin_one(struct model *m, size_t heap, uint64_t end)
{
    const struct hpt_heap *pub = &m->heaps.pub[heap];

    m->late.begun++;
    if (end <= m->late.reach)
        return;
    m->late.higher += end - pub->start >= (pub->end - pub->start) / 2 ? LATE_HIGHER : 1;
    m->late.reach = end;
}

void late_begun(struct model *m, const struct spot *s)
{
    if (m->heaps.pub[s->heap].bounds == HPT_BOUNDS_GIVEN)
        begin_one(m, s->heap, s->start + s->size);
}

bool late_is_believed(const struct model *m)
{
    bool tails = m->allocator->carve == CARVE_TAIL;

    if (m->late.is_late && !m->allocator->bins)
        return true;
    return m->late.begun >= (tails ? LATE_BELIEVED_TAILS : LATE_BELIEVED) &&
           m->late.higher >= (tails ? LATE_HIGHER_TAILS : LATE_HIGHER);
}

bool late_begins(const struct model *m, size_t heap)
{
    const struct hpt_heap *pub = &m->heaps.pub[heap];
    const struct allocator *a = m->allocator;

    if (pub->bounds == HPT_BOUNDS_INFERRED || pub->native || (!a->bins && !a->first_fit))
        return false;
    if (pub->bounds == HPT_BOUNDS_GIVEN)
        return pub->old_stretches == 0 && !late_is_believed(m);
    return a->is_given_more && m->heaps.blocks[heap].count == 0 && pub->top == pub->start;
}

static enum hpt_status fill(struct model *m, size_t heap)
{
    const struct blocks *b = &m->heaps.blocks[heap];
    uint64_t unit = m->allocator->unit;
    struct place p = {0};

    m->late.is_late = m->late.is_late || m->allocator->bins;
    heaps_move_top(&m->heaps, heap, m->heaps.pub[heap].end);
    do {
        uint64_t end = blocks_end(b, p) + blocks_gap(b, p);
        uint64_t from = (blocks_end(b, p) + unit - 1) / unit * unit;
        struct record r = {.start = from, .size = end - from, .kind = RECORD_UNKNOWN_BEFORE};
        if (from >= end)
            continue;
        if (heaps_insert(&m->heaps, heap, &r) != HPT_OK)
            return HPT_ERR_MEMORY;
        p = blocks_find(b, from);
    } while (blocks_next(b, &p));
    return HPT_OK;
}

enum hpt_status late_begin_again(struct model *m, size_t heap)
{
    const struct blocks *b = &m->heaps.blocks[heap];
    struct record *kept = malloc((b->count + 1) * sizeof *kept);
    size_t count = 0;

    if (!kept)
        return HPT_ERR_MEMORY;
    while (b->count > 0) {
        struct record r = *heaps_remove(&m->heaps, heap, blocks_last(b));
        if (r.kind == RECORD_USED && r.seen)
            kept[count++] = r;
    }
    enum hpt_status status = fill(m, heap);
    for (size_t i = 0; i < count && status == HPT_OK; i++) {
        struct record r = kept[i];
        struct extent e = bounds_inner(m->allocator, r.address, r.requested, BOUNDS_ALL);
        r.soft = (uint8_t)(bounds_all(m->allocator) | BOUNDS_LARGER);
        if (e.from >= b->start && e.to <= b->end && !bounds_blocked(b, e.from, e.to))
            status = late_put(m, heap, &r);
    }
    free(kept);
    return status;
}

enum hpt_status late_begin(struct model *m, size_t heap)
{
    m->late.is_late = m->late.is_late || m->late.begun > 0;
    if (m->heaps.blocks[heap].count == 0 || m->allocator->bins)
        return fill(m, heap);
    return late_begin_again(m, heap);
}

enum hpt_status late_believe(struct model *m, size_t heap, uint64_t end)
{
    const struct blocks *b = &m->heaps.blocks[heap];
    struct place p = {0};

    if (m->late.is_late)
        return HPT_OK;
    begin_one(m, heap, end);
    if (m->late.begun != LATE_BELIEVED)
        return HPT_OK;
    while (blocks_next(b, &p))
        if (blocks_info(b, p)->kind == RECORD_USED)
            return late_narrow(m, heap, blocks_address(b, p), BOUNDS_NO_REST);
    return HPT_OK;
}

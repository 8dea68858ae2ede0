/* Why an allocation fails. */
#include "heapterm.h"

static uint64_t widest_hole(const struct hpt_heap *heap)
{
    uint64_t widest = 0;
    struct hpt_block b;

    for (uint64_t at = heap->start; hpt_heap_block(heap, at, &b); at = b.header + b.size)
        if (b.state == HPT_BLOCK_FREE && b.size > widest)
            widest = b.size;
    return widest;
}

static bool has_unknown_bounds(const struct hpt_state *s)
{
    for (size_t i = 0; i < s->heap_count; i++)
        if (s->heaps[i].bounds == HPT_BOUNDS_INFERRED && !s->heaps[i].native)
            return true;
    return false;
}

static enum hpt_cause cause_of(const struct hpt_state *s, const struct hpt_failure *f,
                               uint64_t largest_heap)
{
    if (s->heap_count == 0)
        return HPT_CAUSE_UNKNOWN;
    if (f->largest >= f->size && f->size > 0)
        return HPT_CAUSE_NONE;
    if (f->size == 0)
        return HPT_CAUSE_ZERO;
    if (f->free_bytes < f->size && has_unknown_bounds(s))
        return HPT_CAUSE_UNKNOWN; /* what lies above the highest block may be free, or not there */
    if (f->size > largest_heap)
        return HPT_CAUSE_TOO_LARGE;
    if (f->free_bytes < f->size)
        return HPT_CAUSE_EXHAUSTED;
    /* Would it fit if all that is free were one hole? */
    uint64_t overhead = f->widest_hole - f->largest;
    return f->free_bytes - f->size >= overhead ? HPT_CAUSE_FRAGMENTED : HPT_CAUSE_OVERHEAD;
}

struct hpt_failure hpt_explain_failure(const struct hpt_state *state, uint64_t size)
{
    struct hpt_failure f = {.size = size, .largest = state->largest_allocatable};
    uint64_t largest_heap = 0;

    for (size_t i = 0; i < state->heap_count; i++) {
        const struct hpt_heap *heap = &state->heaps[i];
        if (heap->native)
            continue;
        uint64_t widest = widest_hole(heap);
        f.free_bytes += heap->free_bytes;
        f.holes += heap->free_blocks;
        f.widest_hole = widest > f.widest_hole ? widest : f.widest_hole;
        if (heap->end - heap->start > largest_heap)
            largest_heap = heap->end - heap->start;
    }
    f.cause = cause_of(state, &f, largest_heap);
    return f;
}

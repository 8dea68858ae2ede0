/* The public view of a heap's blocks. */
#include "tracker/model.h"

static struct hpt_block free_block(const struct hpt_heap *heap, uint64_t from, uint64_t to)
{
    const struct allocator *a = heap->allocator;
    bool last =
        to > heap->top || (to == heap->top && (heap->end > heap->top || a->serves_last != NULL));

    return (struct hpt_block){
        .state = HPT_BLOCK_FREE,
        .header = from,
        .size = (last ? heap->end : to) - from,
        .address = a->payload(a, heap->start, from),
        .requested = last      ? allocator_serves_last(a, heap)
                     : a->room ? a->serves(a, a->room(a, heap, from, to))
                               : a->serves(a, to - from),
    };
}

bool hpt_heap_block(const struct hpt_heap *heap, uint64_t at, struct hpt_block *block)
{
    if (at < heap->start || at >= heap->end)
        return false;
    struct place p = blocks_find(heap->blocks, at);
    struct record r = blocks_record(heap->blocks, p);
    if (at < record_end(&r))
        *block = block_of(&r);
    else
        *block = free_block(heap, record_end(&r), record_end(&r) + blocks_gap(heap->blocks, p));
    return true;
}

bool hpt_heap_next_hole(const struct hpt_heap *heap, uint64_t at, uint64_t *from, uint64_t *to)
{
    const struct blocks *b = heap->blocks;

    if (at < heap->start || at >= heap->end)
        return false;
    struct place p = blocks_find(b, at);
    if (blocks_fit(b, p, 1, &p)) {
        *from = blocks_end(b, p);
        *to = *from + blocks_gap(b, p);
    } else if (heap->top < heap->end) { /* all below the top is occupied */
        *from = *to = blocks_end(b, blocks_last(b));
    } else {
        return false;
    }
    if (*to >= heap->top)
        *to = heap->end;
    return true;
}

uint64_t hpt_heap_need(const struct hpt_heap *heap, uint64_t request)
{
    return heap->allocator->need(heap->allocator, request);
}

uint64_t hpt_heap_room(const struct hpt_heap *heap, uint64_t from, uint64_t to)
{
    return allocator_room(heap->allocator, heap, from, to);
}

uint64_t hpt_heap_shortfall(const struct hpt_heap *heap, uint64_t request)
{
    return allocator_shortfall(heap->allocator, heap, request);
}

bool hpt_has_inferred_bounds(const struct hpt_state *state)
{
    for (size_t i = 0; i < state->heap_count; i++)
        if (state->heaps[i].bounds == HPT_BOUNDS_INFERRED && !state->heaps[i].native)
            return true;
    return false;
}

#include "allocator/allocator.h"

#include "base/str.h"

static const struct allocator *const all[] = {
    &allocator_microbit,        &allocator_nano_tail,       &allocator_nano_tail_half,
    &allocator_nano_head,       &allocator_nano_head_plain, &allocator_nano_tail_stats,
    &allocator_nano_head_stats, &allocator_newlib,          &allocator_none,
};

uint64_t allocator_serves_last(const struct allocator *a, const struct hpt_heap *heap)
{
    uint64_t last = blocks_gap(heap->blocks, blocks_last(heap->blocks));
    uint64_t above = heap->end - heap->top;

    if (a->serves_last)
        return a->serves_last(a, heap);
    if (above > 0 && a->extends_last)
        return a->serves(a, above + last);
    return a->serves(a, above > last ? above : last);
}

static uint64_t bytes_from(const struct allocator *a, uint64_t from, uint64_t to)
{
    from = (from + a->unit - 1) / a->unit * a->unit;
    return to > from ? to - from : 0;
}

uint64_t allocator_room(const struct allocator *a, const struct hpt_heap *heap, uint64_t from,
                        uint64_t to)
{
    if (a->room)
        return a->room(a, heap, from, to);
    if (to <= heap->top || from >= heap->top || a->extends_last)
        return bytes_from(a, from, to);
    uint64_t below = bytes_from(a, from, heap->top);
    uint64_t above = bytes_from(a, heap->top, to);
    return below > above ? below : above;
}

uint64_t allocator_shortfall(const struct allocator *a, const struct hpt_heap *heap,
                             uint64_t request)
{
    if (a->shortfall)
        return a->shortfall(a, heap, request);
    uint64_t need = a->need(a, request);
    bool joins = !a->is_given_more || a->extends_last;
    uint64_t from = joins ? blocks_end(heap->blocks, blocks_last(heap->blocks)) : heap->top;
    uint64_t have = bytes_from(a, from, heap->end);

    return need > have ? need - have : 0;
}

const struct allocator *allocator_find(const char *name)
{
    for (size_t i = 0; i < COUNT(all); i++)
        if (strcmp(all[i]->name, name) == 0)
            return all[i];
    return NULL;
}

const struct allocator *const *allocator_candidates(enum allocator_family family)
{
    static const struct allocator *const none[] = {&allocator_none, NULL};
    static const struct allocator *const microbit[] = {&allocator_microbit, NULL};
    static const struct allocator *const mbed[] = {
        &allocator_nano_tail,       &allocator_nano_tail_half,
        &allocator_nano_head,       &allocator_nano_head_plain,
        &allocator_nano_tail_stats, &allocator_nano_head_stats,
        &allocator_newlib,          NULL};

    switch (family) {
    case FAMILY_MICROBIT:
        return microbit;
    case FAMILY_MBED:
        return mbed;
    case FAMILY_NONE:
        break;
    }
    return none;
}

const struct hpt_named *hpt_allocators(void)
{
    static struct hpt_named names[COUNT(all) + 1];

    for (size_t i = 0; i < COUNT(all); i++)
        names[i] = (struct hpt_named){all[i]->name, all[i]->about};
    return names;
}

#include "tracker/adopt.h"

#include "tracker/late.h"

#include <stdlib.h>

size_t adopt_find(const struct model *m, const struct heap_print *print)
{
    const struct heaps *h = &m->heaps;

    for (size_t i = 0; i < h->count; i++)
        if (h->pub[i].bounds == HPT_BOUNDS_PRINTED && h->pub[i].start == print->start)
            return i;
    for (size_t i = 0; i < h->count; i++)
        if (h->pub[i].bounds != HPT_BOUNDS_PRINTED && h->pub[i].start < print->end &&
            h->pub[i].end > print->start)
            return i;
    return h->count;
}

/* Adds up printed free neighbours from entry *i on; *i is then the next used one. */
static uint64_t free_run(const struct heap_print *print, size_t *i)
{
    uint64_t bytes = 0;

    for (; *i < print->block_count && !print->blocks[*i].used; (*i)++)
        bytes += print->blocks[*i].size;
    return bytes;
}

bool adopt_agrees(const struct model *m, size_t heap, const struct heap_print *print,
                  uint64_t *differs)
{
    const struct blocks *b = &m->heaps.blocks[heap];
    struct place p = {0};
    uint64_t at = b->start;
    size_t i = 0;

    *differs = at;
    if (m->heaps.pub[heap].start != print->start || m->heaps.pub[heap].end != print->end ||
        m->heaps.pub[heap].top != print->end)
        return false;
    for (;;) {
        *differs = at;
        if (free_run(print, &i) != blocks_gap(b, p))
            return false;
        at += blocks_gap(b, p);
        *differs = at;
        bool more = blocks_next(b, &p);
        if (more != (i < print->block_count))
            return false;
        if (!more)
            return true;
        const struct info *r = blocks_info(b, p);
        if (r->kind != RECORD_USED || r->size != print->blocks[i].size)
            return false;
        at += print->blocks[i].size;
        i++;
    }
}

/* The records of one heap, aside. */
struct aside {
    struct record *records;
    size_t count;
};

static enum hpt_status put_aside(const struct blocks *b, struct aside *a)
{
    struct place p = {0};

    *a = (struct aside){.records = malloc((b->count + 1) * sizeof *a->records)};
    if (!a->records)
        return HPT_ERR_MEMORY;
    while (blocks_next(b, &p))
        a->records[a->count++] = blocks_record(b, p);
    return HPT_OK;
}

static void empty_heap(struct heaps *h, size_t heap)
{
    while (h->blocks[heap].count > 0)
        (void)heaps_remove(h, heap, blocks_last(&h->blocks[heap]));
}

/* Is this the block that the device prints? Its size may have been guessed: a remainder too small
 * for a block stays with it or does not, and the map could not tell. */
static bool may_be(const struct record *r, uint64_t start, uint64_t size,
                   const struct allocator *allocator)
{
    enum { REMAINDER = 8 }; /* the largest of the micro:bit's allocator and newlib's is below it */
    uint64_t need = allocator->need(allocator, r->requested);

    return r->kind == RECORD_USED && r->start == start &&
           (r->size == size || (r->seen && need <= size && size - need < REMAINDER));
}

/* What was known of the block that the device prints at `start`. */
static struct record known(const struct aside *a, size_t *i, uint64_t start, uint64_t size,
                           const struct allocator *allocator, uint64_t heap)
{
    while (*i < a->count && a->records[*i].start < start)
        (*i)++;
    if (*i < a->count && may_be(&a->records[*i], start, size, allocator)) {
        struct record r = a->records[*i];
        r.size = size;
        return r;
    }
    return (struct record){.start = start,
                           .size = size,
                           .address = allocator->payload(allocator, heap, start),
                           .kind = RECORD_USED};
}

static enum hpt_status put_printed(struct model *m, size_t heap, const struct heap_print *print,
                                   const struct aside *old)
{
    uint64_t at = print->start;
    size_t seen = 0;

    for (size_t i = 0; i < print->block_count; at += print->blocks[i].size, i++) {
        if (!print->blocks[i].used || print->blocks[i].size == 0)
            continue;
        struct record r = known(old, &seen, at, print->blocks[i].size, m->allocator, print->start);
        if (r.address >= record_end(&r))
            r.address = r.start;
        if (heaps_insert(&m->heaps, heap, &r) != HPT_OK)
            return HPT_ERR_MEMORY;
    }
    return HPT_OK;
}

static void set_heap(struct heaps *h, size_t heap, const struct heap_print *print)
{
    struct hpt_heap *pub = &h->pub[heap];

    pub->bounds = HPT_BOUNDS_PRINTED;
    pub->native = false;
    if (print->titled)
        pub->index = print->index;
    heaps_set_bounds(h, heap, print->start, print->end, print->end);
}

/* No byte is in two heaps: what the device says last counts, and a heap that was thought to lie
 * there was none. Where `heap` stands then. */
static size_t drop_others(struct heaps *h, size_t heap, uint64_t start, uint64_t end)
{
    for (size_t i = h->count; i-- > 0;) {
        if (i == heap || h->pub[i].start >= end || h->pub[i].end <= start)
            continue;
        heaps_drop(h, i);
        heap -= i < heap;
    }
    return heap;
}

enum hpt_status adopt_print(struct model *m, size_t heap, const struct heap_print *print)
{
    struct heaps *h = &m->heaps;
    struct aside old = {0};
    enum hpt_status status = HPT_OK;

    heap = drop_others(h, heap, print->start, print->end);
    if (heap == h->count)
        status = heaps_add(h,
                           &(struct hpt_heap){.index = print->titled ? print->index : h->count,
                                              .bounds = HPT_BOUNDS_PRINTED,
                                              .start = print->start,
                                              .top = print->end,
                                              .end = print->end},
                           &heap);
    else if (!blocks_can_span(&h->blocks[heap], print->start, print->end))
        status = HPT_ERR_ARGUMENT;
    else
        status = put_aside(&h->blocks[heap], &old);
    if (status != HPT_OK)
        return status;
    empty_heap(h, heap);
    set_heap(h, heap, print);
    status = put_printed(m, heap, print, &old);
    free(old.records);
    heaps_forget_journal(h);
    return status;
}

void adopt_drop_inferred(struct model *m)
{
    uint64_t index;

    if (heaps_misses_one(&m->heaps, &index))
        return;
    for (size_t i = m->heaps.count; i-- > 0;)
        if (m->heaps.pub[i].bounds == HPT_BOUNDS_INFERRED && !m->heaps.pub[i].native)
            heaps_drop(&m->heaps, i);
}

/* Live blocks outside the new bounds cannot be: they go. */
static void drop_outside(struct heaps *h, size_t heap, uint64_t start, uint64_t end)
{
    struct place p = {0};

    while (blocks_next(&h->blocks[heap], &p)) {
        if (blocks_start(&h->blocks[heap], p) >= start && blocks_end(&h->blocks[heap], p) <= end)
            continue;
        (void)heaps_remove(h, heap, p);
        p = (struct place){0};
    }
}

enum hpt_status adopt_bounds(struct model *m, uint64_t start, uint64_t end, enum hpt_bounds bounds,
                             bool grows)
{
    struct heaps *h = &m->heaps;
    struct heap_print like = {.start = start, .end = end};
    size_t heap = drop_others(h, adopt_find(m, &like), start, end);

    if (heap == h->count)
        return heaps_add(h,
                         &(struct hpt_heap){.index = h->count,
                                            .bounds = bounds,
                                            .start = start,
                                            .top = grows ? start : end,
                                            .end = end},
                         &heap);
    if (!blocks_can_span(&h->blocks[heap], start, end))
        return HPT_ERR_ARGUMENT;
    drop_outside(h, heap, start, end);
    bool was_inferred = h->pub[heap].bounds == HPT_BOUNDS_INFERRED;
    uint64_t first = h->pub[heap].start;
    uint64_t top = h->pub[heap].top;
    if (start < first && model_unlead(m, heap, &first) != HPT_OK)
        return HPT_ERR_MEMORY;
    top = grows && top > start && top < end ? top : grows && top <= start ? start : end;
    h->pub[heap].bounds = bounds;
    h->pub[heap].native = false;
    heaps_set_bounds(h, heap, start, top, end);
    bool old = first > start && first <= top;
    if (was_inferred && (old || h->pub[heap].old_stretches > 0) && m->allocator->first_fit &&
        bounds != HPT_BOUNDS_INFERRED)
        return late_begin_again(m, heap);
    struct record before = {.start = start, .size = first - start, .kind = RECORD_UNKNOWN_BEFORE};
    return old ? heaps_insert(h, heap, &before) : HPT_OK;
}

/* The rules are those of newlib/libc/stdlib/_mallocr.c (Doug Lea's malloc 2.6.5): a chunk that is
 * released joins its free neighbours and goes to the end of its bin; if one of them was the rest of
 * the last split, the whole is that. The chunk at the top is in no bin. */
#include "heap/binned.h"

static struct bins *bins_of(const struct heaps *h, size_t heap)
{
    return h->blocks[heap].bins;
}

static uint64_t chunk_bytes(const struct heaps *h, size_t heap, uint64_t start, uint64_t gap)
{
    return bin_bytes(h->rules, start == h->blocks[heap].start, start, gap);
}

/* Another chunk stands apart, or (size 0) none. */
static void stand_apart(struct heaps *h, size_t heap, struct bin_chunk c)
{
    struct bins *b = bins_of(h, heap);

    heaps_note(h, CHANGE_LAST, heap)->chunk = b->last;
    b->last = c;
}

static void put(struct heaps *h, size_t heap, struct bin_chunk c)
{
    heaps_note(h, CHANGE_BINNED, heap)->chunk = c;
    bins_put(bins_of(h, heap), c);
}

void binned_put(struct heaps *h, size_t heap, uint64_t start, uint64_t gap)
{
    struct bin_chunk c = {.start = start, .size = chunk_bytes(h, heap, start, gap)};

    if (c.size > 0)
        put(h, heap, c);
}

void heaps_park_last(struct heaps *h, size_t heap)
{
    struct bin_chunk c = bins_of(h, heap)->last;

    if (c.size == 0)
        return;
    stand_apart(h, heap, (struct bin_chunk){0});
    c.stamp = 0;
    put(h, heap, c);
}

static void put_last(struct heaps *h, size_t heap, uint64_t start, uint64_t gap)
{
    struct bin_chunk c = {.start = start, .size = chunk_bytes(h, heap, start, gap)};

    if (c.size == 0)
        return;
    heaps_park_last(h, heap); /* there is one only if the device's word was taken before */
    stand_apart(h, heap, c);
}

bool binned_leave(struct heaps *h, size_t heap, uint64_t start)
{
    struct bins *b = bins_of(h, heap);
    struct bin_chunk c;

    if (b->last.size > 0 && b->last.start == start) {
        stand_apart(h, heap, (struct bin_chunk){0});
        return true;
    }
    if (bins_take(b, start, &c))
        heaps_note(h, CHANGE_UNBINNED, heap)->chunk = c;
    return false;
}

static bool is_last(const struct blocks *b, struct place p)
{
    return !blocks_next(b, &p);
}

void binned_before_insert(struct heaps *h, size_t heap, struct place p, struct beside *was)
{
    const struct blocks *b = &h->blocks[heap];

    *was = (struct beside){.below = blocks_end(b, p), .at_top = is_last(b, p)};
    if (!was->at_top)
        (void)binned_leave(h, heap, was->below);
}

void binned_after_insert(struct heaps *h, size_t heap, const struct record *r,
                         const struct beside *was)
{
    const struct blocks *b = &h->blocks[heap];
    uint64_t rest = blocks_gap(b, blocks_find(b, r->start));

    if (r->start > was->below)
        binned_put(h, heap, was->below, r->start - was->below);
    if (was->at_top)
        return;
    if (r->start > was->below)
        binned_put(h, heap, record_end(r), rest);
    else
        put_last(h, heap, record_end(r), rest);
}

void binned_before_remove(struct heaps *h, size_t heap, struct place p, struct beside *was)
{
    const struct blocks *b = &h->blocks[heap];
    uint64_t below = blocks_end(b, blocks_before(b, p));
    uint64_t end = blocks_end(b, p);

    *was = (struct beside){.below = below, .end = end, .at_top = is_last(b, p)};
    was->stood_last = binned_leave(h, heap, below);
    if (!was->at_top)
        was->stood_last = binned_leave(h, heap, end) || was->stood_last;
}

void binned_after_remove(struct heaps *h, size_t heap, const struct beside *was)
{
    const struct blocks *b = &h->blocks[heap];
    uint64_t gap = blocks_gap(b, blocks_find(b, was->below));

    if (was->at_top)
        return;
    if (was->stood_last)
        put_last(h, heap, was->below, gap);
    else
        binned_put(h, heap, was->below, gap);
}

void binned_before_replace(struct heaps *h, size_t heap, struct place p, const struct record *r,
                           struct beside *was)
{
    const struct blocks *b = &h->blocks[heap];
    uint64_t below = blocks_end(b, blocks_before(b, p));
    bool downward = r->start != blocks_start(b, p);

    was->below = downward ? below : r->start;
    was->end = blocks_end(b, p);
    was->at_top = is_last(b, p);
    if (downward)
        (void)binned_leave(h, heap, below);
    if (!was->at_top && (was->takes_above || record_end(r) != was->end))
        was->stood_last = binned_leave(h, heap, was->end) && !was->takes_above;
}

void binned_after_replace(struct heaps *h, size_t heap, const struct record *r,
                          const struct beside *was)
{
    const struct blocks *b = &h->blocks[heap];
    uint64_t rest = blocks_gap(b, blocks_find(b, r->start));

    if (r->start > was->below)
        binned_put(h, heap, was->below, r->start - was->below);
    if (was->at_top || (record_end(r) == was->end && !was->takes_above))
        return;
    if (was->stood_last)
        put_last(h, heap, record_end(r), rest);
    else
        binned_put(h, heap, record_end(r), rest);
}

void binned_undo(struct heaps *h, const struct change *c)
{
    struct bins *b = bins_of(h, c->heap);
    struct bin_chunk gone;

    if (c->kind == CHANGE_LAST)
        b->last = c->chunk;
    else if (c->kind == CHANGE_UNBINNED)
        bins_put(b, c->chunk);
    else
        (void)bins_take(b, c->chunk.start, &gone);
}

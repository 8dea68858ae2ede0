#include "heap/heap.h"

struct sums {
    uint64_t used_bytes, used_blocks, unknown_bytes, unknown_blocks;
    uint64_t live_blocks, live_bytes, unseen, lost_stretches, soft;
};

static const char *add_record(struct sums *s, const struct record *r)
{
    if (r->kind == RECORD_USED) {
        s->used_bytes += r->size;
        s->used_blocks++;
        if (r->address < r->start || r->address - r->start > r->size)
            return "a block's address lies outside it";
    } else {
        s->unknown_bytes += r->size;
        s->unknown_blocks++;
    }
    s->live_blocks += r->seen;
    s->live_bytes += r->seen ? r->requested : 0;
    s->unseen += !r->seen;
    s->soft += r->soft != 0;
    s->lost_stretches += r->kind == RECORD_UNKNOWN_LOST;
    return NULL;
}

static const char *add_block(struct sums *s, const struct blocks *b, struct place p)
{
    struct record r = blocks_record(b, p);

    return add_record(s, &r);
}

/* Every hole but the last is in the bins, or stands apart, and nothing else is. */
static const char *check_bins(const struct heaps *h, size_t heap)
{
    const struct blocks *b = &h->blocks[heap];
    const struct bins *bins = b->bins;
    size_t chunks = 0;
    struct place p = {0};

    for (struct place next = p; blocks_next(b, &next); p = next) {
        uint64_t start = blocks_end(b, p);
        uint64_t bytes = bin_bytes(h->rules, start == b->start, start, blocks_gap(b, p));
        struct bin_chunk c = {0};
        if (bytes == 0)
            continue;
        chunks++;
        if (bins->last.size > 0 && bins->last.start == start)
            c = bins->last;
        else if (!bins_find(bins, start, &c))
            return "a hole is in no bin";
        if (c.size != bytes)
            return "a bin has another size for a hole than the map";
    }
    return chunks == bins->count + (bins->last.size > 0) ? NULL : "the bins have more than the map";
}

static const char *check_heap(const struct heaps *h, size_t heap, struct sums *total)
{
    const struct hpt_heap *pub = &h->pub[heap];
    const struct blocks *b = &h->blocks[heap];
    struct sums s = *total;
    struct place p = {0};
    const char *broken = blocks_check(b);

    while (!broken && blocks_next(b, &p))
        broken = add_block(&s, b, p);
    if (broken)
        return broken;
    if (pub->start != b->start || pub->top != b->end || pub->end < pub->top)
        return "a heap's bounds are not those of its blocks";
    if (pub->used_bytes != s.used_bytes - total->used_bytes ||
        pub->used_blocks != s.used_blocks - total->used_blocks ||
        pub->unknown_bytes != s.unknown_bytes - total->unknown_bytes ||
        pub->unknown_blocks != s.unknown_blocks - total->unknown_blocks)
        return "a heap's figures are not the sums of its blocks";
    if (pub->used_bytes + pub->unknown_bytes + pub->free_bytes != pub->end - pub->start)
        return "used, unknown and free do not add up to the heap";
    *total = s;
    return b->bins ? check_bins(h, heap) : NULL;
}

const char *heaps_check(const struct heaps *h)
{
    struct sums total = {0};

    for (size_t i = 0; i < h->count; i++) {
        const char *broken = check_heap(h, i, &total);
        if (broken)
            return broken;
    }
    if (total.live_blocks != h->live_blocks || total.live_bytes != h->live_bytes)
        return "live blocks or bytes are not the sum over the heaps";
    if (total.unseen != h->unseen || total.lost_stretches != h->lost_stretches ||
        total.soft != h->soft)
        return "unseen blocks, lost stretches or soft ones are miscounted";
    return NULL;
}

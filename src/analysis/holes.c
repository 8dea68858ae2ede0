#include "analysis/holes.h"

#include "base/instant.h"

#include <math.h>

/* Sums over the holes of one instant. */
struct sums {
    double free, squares, fits[3];
    uint64_t walked;
};

static void add_heap(struct hpt_fragmentation *f, struct sums *sums, const struct hpt_heap *heap)
{
    struct hpt_block b;

    for (uint64_t at = heap->start; hpt_heap_block(heap, at, &b); at = b.header + b.size) {
        sums->walked++;
        if (b.state != HPT_BLOCK_FREE)
            continue;
        double size = (double)b.size;
        f->holes++;
        f->free_bytes += b.size;
        if (b.size > f->widest)
            f->widest = b.size;
        sums->squares += size * size;
        for (int i = 0; i < 3; i++)
            sums->fits[i] += b.requested >= f->sizes[i] ? size : 0;
    }
}

struct hpt_fragmentation holes_measure(const struct hpt_state *s, const struct lifetimes *t,
                                       const struct hpt_instant *at, uint64_t *walked)
{
    struct hpt_fragmentation f = {.at = *at, .largest = s->largest_allocatable};
    struct sums sums = {0};

    f.sizes[0] = lifetimes_size(t, 0.5);
    f.sizes[1] = lifetimes_size(t, 0.95);
    f.sizes[2] = lifetimes_size(t, 1);
    for (size_t i = 0; i < s->heap_count; i++)
        if (!s->heaps[i].native)
            add_heap(&f, &sums, &s->heaps[i]);
    double all = (double)f.free_bytes;
    if (all > 0) {
        f.e1 = f.largest < f.free_bytes ? 1 - (double)f.largest / all : 0;
        f.e2 = 1 - sqrt(sums.squares) / all;
        for (int i = 0; i < 3; i++)
            f.usable[i] = sums.fits[i] / all;
    }
    *walked += sums.walked;
    return f;
}

static void drop_every_other(struct holes *h)
{
    for (size_t i = 0; i < h->count / 2; i++)
        h->at[i] = h->at[2 * i + 1];
    h->count /= 2;
    h->step *= 2;
}

void holes_look(struct holes *h, const struct hpt_event *e, const struct hpt_state *s,
                const struct lifetimes *t)
{
    const struct hpt_instant at = instant_of_event(e);

    if (h->step == 0) {
        h->step = HOLES_STEP;
        h->events = e->number;
    }
    if (h->count == HOLES_INSTANTS)
        drop_every_other(h);
    if (!s->counted_only && s->open_bytes == 0 &&
        h->walked <= HOLES_WALK + (e->number - h->events) / HOLES_EVENTS)
        h->at[h->count++] = holes_measure(s, t, &at, &h->walked);
    h->next = e->number + h->step;
}

void holes_end(struct holes *h, const struct hpt_state *s, const struct lifetimes *t,
               const struct hpt_instant *at)
{
    if (s->counted_only || s->open_bytes > 0)
        return;
    if (h->count > 0 && h->at[h->count - 1].at.event == at->event)
        h->count--;
    h->at[h->count++] = holes_measure(s, t, at, &h->walked);
}

/* What hpt_state says of the heaps. */
#include "tracker/tracker.h"

/* The figures of one heap, where it or what holds for it has changed. */
static inline void refresh_heap(struct hpt_tracker *t, size_t i)
{
    struct hpt_heap *pub = &t->model.heaps.pub[i];

    if ((t->model.heaps.touched & UINT32_C(1) << i) == 0 && pub->allocator == t->model.allocator)
        return;
    pub->allocator = t->model.allocator;
    pub->largest_allocatable = allocator_largest(pub->allocator, pub);
}

static __attribute__((noinline)) void refresh_some_heaps(struct hpt_tracker *t)
{
    struct hpt_state *s = &t->state;
    struct heaps *h = &t->model.heaps;

    s->free_bytes = s->total_bytes = s->largest_allocatable = 0;
    for (size_t i = 0; i < h->count; i++) {
        const struct hpt_heap *pub = &h->pub[i];
        refresh_heap(t, i);
        if (pub->native)
            continue;
        s->total_bytes += pub->end - pub->start;
        s->free_bytes += pub->free_bytes;
        if (pub->largest_allocatable > s->largest_allocatable)
            s->largest_allocatable = pub->largest_allocatable;
    }
    h->touched = 0;
}

/* Inline for the short way, which most events take. */
static inline __attribute__((always_inline)) void refresh_heaps(struct hpt_tracker *t)
{
    struct hpt_state *s = &t->state;
    struct heaps *h = &t->model.heaps;
    const struct hpt_heap *pub = &h->pub[0];

    if (h->count != 1 || pub->native) {
        refresh_some_heaps(t);
        return;
    }
    refresh_heap(t, 0);
    s->total_bytes = pub->end - pub->start;
    s->free_bytes = pub->free_bytes;
    s->largest_allocatable = pub->largest_allocatable;
    h->touched = 0;
}

void tracker_refresh_heaps(struct hpt_tracker *t)
{
    refresh_heaps(t);
}

void tracker_refresh_figures(struct hpt_tracker *t)
{
    struct hpt_state *s = &t->state;
    const struct heaps *h = &t->model.heaps;

    s->live_blocks = h->live_blocks;
    s->live_bytes = h->live_bytes;
    refresh_heaps(t);
    s->line = t->reader.lines;
    s->byte = t->reader.bytes;
    s->time_us = t->reader.time_us;
    s->exactness.predicted = order_predicted(&t->order);
    s->exactness.unknown_blocks = h->unseen;
}

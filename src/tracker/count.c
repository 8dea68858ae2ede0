/* What is counted of every event, and the addresses that were released last. */
#include "tracker/tracker.h"

static size_t slot_of(uint64_t address)
{
    return (size_t)((address * 0x9E3779B97F4A7C15u) >> 54) % RELEASED_SLOTS;
}

static void remember_release(struct hpt_tracker *t, uint64_t address, const struct hpt_event *e)
{
    t->released[slot_of(address)] = (struct released){address, e->number & INT64_MAX,
                                                      e->kind == HPT_EVENT_RESIZE && e->size == 0};
}

static void forget_release(struct hpt_tracker *t, uint64_t address)
{
    struct released *r = &t->released[slot_of(address)];

    if (r->address == address)
        *r = (struct released){0};
}

const struct released *find_release(const struct hpt_tracker *t, uint64_t address)
{
    const struct released *r = &t->released[slot_of(address)];

    return r->address == address && r->event > 0 ? r : NULL;
}

void count_event(struct hpt_tracker *t, const struct hpt_event *e)
{
    struct hpt_state *s = &t->state;

    switch (e->kind) {
    case HPT_EVENT_ALLOC:
        s->allocations++;
        forget_release(t, e->address);
        break;
    case HPT_EVENT_FREE:
        s->releases += e->address != 0;
        s->null_releases += e->address == 0;
        if (e->address != 0 && e->warning == HPT_WARN_NONE)
            remember_release(t, e->address, e);
        break;
    case HPT_EVENT_RESIZE:
        s->resizes++;
        if (e->address != e->old_address && e->old_address != 0 && e->warning == HPT_WARN_NONE)
            remember_release(t, e->old_address, e);
        forget_release(t, e->address);
        break;
    case HPT_EVENT_FAIL:
        s->failures++;
        break;
    case HPT_EVENT_KIND_COUNT:
        break;
    }
    if (e->warning == HPT_WARN_NONE)
        return;
    s->warnings += e->warning != HPT_WARN_AFTER_LOSS;
    t->run.unaccounted += e->warning == HPT_WARN_FREE_UNKNOWN ||
                          e->warning == HPT_WARN_FREE_INSIDE ||
                          e->warning == HPT_WARN_RESIZE_UNKNOWN;
}

void track_extremes(struct hpt_tracker *t)
{
    struct hpt_state *s = &t->state;

    if (s->live_bytes > s->peak_live_bytes) {
        s->peak_live_bytes = s->live_bytes;
        s->peak_event = s->event;
    }
    if (t->bounds_known && s->open_bytes == 0 &&
        (s->low_event == 0 || s->largest_allocatable < s->low_largest_allocatable)) {
        s->low_largest_allocatable = s->largest_allocatable;
        s->low_event = s->event;
    }
}

/* What is counted of every event, and the addresses that were released last. Inline, as all events
 * come here, and of most it is known what they are. */
#ifndef TRACKER_COUNT_H
#define TRACKER_COUNT_H

#include "tracker/tracker.h"

static inline size_t released_slot(uint64_t address)
{
    return (size_t)((address * 0x9E3779B97F4A7C15u) >> 54) % RELEASED_SLOTS;
}

static inline void forget_release(struct hpt_tracker *t, uint64_t address)
{
    struct released *r = &t->released[released_slot(address)];

    if (r->address == address)
        *r = (struct released){0};
}

static inline void count_allocation(struct hpt_tracker *t, const struct hpt_event *e)
{
    t->state.allocations++;
    forget_release(t, e->address);
}

static inline void count_release(struct hpt_tracker *t, const struct hpt_event *e)
{
    if (e->address == 0) {
        t->state.null_releases++;
        return;
    }
    t->state.releases++;
    if (e->warning == HPT_WARN_NONE)
        t->released[released_slot(e->address)] =
            (struct released){e->address, e->number & INT64_MAX, false};
}

void count_resize(struct hpt_tracker *t, const struct hpt_event *e);
/* An event with a warning. */
void count_warning(struct hpt_tracker *t, const struct hpt_event *e);

/* Whatever it is. */
void count_event(struct hpt_tracker *t, const struct hpt_event *e);

static inline void track_extremes(struct hpt_tracker *t)
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

/* The last release of the address, where it is still remembered, or NULL. */
const struct released *find_release(const struct hpt_tracker *t, uint64_t address);

#endif

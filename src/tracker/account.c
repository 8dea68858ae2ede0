/* Events without a map: which blocks are live, and how much they hold. */
#include "tracker/count.h"

static void set_block(struct hpt_event *e, uint64_t address, uint64_t requested, uint64_t event)
{
    e->block = (struct hpt_block){.state = HPT_BLOCK_USED,
                                  .seen = true,
                                  .header = address,
                                  .size = requested,
                                  .address = address,
                                  .requested = requested,
                                  .event = event};
}

static inline __attribute__((always_inline)) void add(struct hpt_tracker *t, struct hpt_event *e)
{
    struct live_block was;

    set_block(e, e->address, e->size, e->number);
    if (live_make_room(&t->live) != HPT_OK) {
        tracker_fail(t, HPT_ERR_MEMORY);
    } else if (live_add(&t->live, e->address, (struct live_block){e->size, e->number}, &was)) {
        e->warning = HPT_WARN_ALLOC_LIVE;
        e->other_address = e->address;
    }
}

/* Nothing lives at the address. */
static __attribute__((cold)) void take_nothing(struct hpt_tracker *t, struct hpt_event *e,
                                               uint64_t address, enum hpt_warning if_unknown)
{
    e->block = (struct hpt_block){0};
    if (address == 0)
        return;
    const struct released *r = find_release(t, address);
    e->warning = r ? HPT_WARN_FREE_TWICE : if_unknown;
    e->other = r ? r->event : 0;
}

static inline __attribute__((always_inline)) void
take_away(struct hpt_tracker *t, struct hpt_event *e, uint64_t address, enum hpt_warning if_unknown)
{
    struct live_block was;

    if (address != 0 && live_remove(&t->live, address, &was))
        set_block(e, address, was.requested, was.event);
    else
        take_nothing(t, e, address, if_unknown);
}

static __attribute__((noinline)) void resize(struct hpt_tracker *t, struct hpt_event *e)
{
    take_away(t, e, e->old_address, HPT_WARN_RESIZE_UNKNOWN);
    e->old_requested = e->block.requested;
    if (e->address != 0)
        add(t, e);
}

static inline void take(struct hpt_tracker *t, struct hpt_event *e)
{
    switch (e->kind) {
    case HPT_EVENT_ALLOC:
        e->verdict = HPT_VERDICT_UNCHECKED;
        add(t, e);
        count_allocation(t, e);
        break;
    case HPT_EVENT_FREE:
        take_away(t, e, e->address, HPT_WARN_FREE_UNKNOWN);
        count_release(t, e);
        break;
    case HPT_EVENT_RESIZE:
        e->verdict = HPT_VERDICT_UNCHECKED;
        resize(t, e);
        count_resize(t, e);
        break;
    case HPT_EVENT_FAIL:
    case HPT_EVENT_KIND_COUNT:
        e->block = (struct hpt_block){0};
        t->state.failures++;
        break;
    }
    if (e->warning != HPT_WARN_NONE)
        count_warning(t, e);
}

/* A block told twice (mbed-os before 2018): its second line finds it live, and as it is. */
static bool is_told_twice(const struct hpt_tracker *t, const struct trace_line *l,
                          const struct hpt_event *e)
{
    return (l->kind == SHAPE_CALLOC || l->kind == SHAPE_RESIZE) && e->address != 0 &&
           e->address != e->old_address && t->last.address == e->address &&
           t->last.size == e->size &&
           (t->last.shape == SHAPE_ALLOC ||
            (t->last.shape == SHAPE_FREE && t->last.released == e->old_address));
}

void account_take(struct hpt_tracker *t, struct hpt_event *e, const struct trace_line *l)
{
    struct hpt_state *s = &t->state;

    e->verdict = HPT_VERDICT_NONE;
    e->expected = e->other = e->other_address = e->old_requested = 0;
    e->warning = HPT_WARN_NONE;
    e->repeated = is_told_twice(t, l, e);
    if (e->repeated)
        e->block = (struct hpt_block){0};
    else
        take(t, e);
    s->live_blocks = t->live.count;
    s->live_bytes = t->live.bytes;
    s->line = t->reader.lines;
    s->byte = t->reader.bytes;
    s->time_us = t->reader.time_us;
    track_extremes(t);
    remember_event(t, l, e);
    tell_event(t, e);
}

void account_print(struct hpt_tracker *t, bool empty)
{
    if (empty && t->live.count > 0)
        run_begin(t, "its first heap is printed anew", t->state.event + 1);
}

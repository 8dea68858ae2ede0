/* Events without a map: which blocks are live, and how much they hold. */
#include "tracker/tracker.h"

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

static void add(struct hpt_tracker *t, struct hpt_event *e)
{
    struct live_block was;
    bool replaced = false;

    if (e->address == 0)
        return;
    if (live_add(&t->live, e->address, (struct live_block){e->size, e->number}, &replaced, &was) !=
        HPT_OK)
        tracker_fail(t, HPT_ERR_MEMORY);
    set_block(e, e->address, e->size, e->number);
    if (replaced) {
        e->warning = HPT_WARN_ALLOC_LIVE;
        e->other_address = e->address;
    }
}

static void take_away(struct hpt_tracker *t, struct hpt_event *e, uint64_t address,
                      enum hpt_warning if_unknown)
{
    struct live_block was;

    if (address == 0)
        return;
    if (live_remove(&t->live, address, &was)) {
        set_block(e, address, was.requested, was.event);
        return;
    }
    const struct released *r = find_release(t, address);
    e->warning = r ? HPT_WARN_FREE_TWICE : if_unknown;
    e->other = r ? r->event : 0;
}

static void apply(struct hpt_tracker *t, struct hpt_event *e)
{
    switch (e->kind) {
    case HPT_EVENT_ALLOC:
        e->verdict = HPT_VERDICT_UNCHECKED;
        add(t, e);
        break;
    case HPT_EVENT_FREE:
        take_away(t, e, e->address, HPT_WARN_FREE_UNKNOWN);
        break;
    case HPT_EVENT_RESIZE:
        e->verdict = HPT_VERDICT_UNCHECKED;
        take_away(t, e, e->old_address, HPT_WARN_RESIZE_UNKNOWN);
        e->old_requested = e->block.requested;
        add(t, e);
        break;
    case HPT_EVENT_FAIL:
    case HPT_EVENT_KIND_COUNT:
        break;
    }
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
    e->block.state = HPT_BLOCK_FREE;
    e->block.seen = false;
    e->block.header = e->block.size = e->block.address = e->block.requested = 0;
    e->block.event = 0;
    if (!e->repeated) {
        apply(t, e);
        count_event(t, e);
    }
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

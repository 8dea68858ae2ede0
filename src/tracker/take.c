/* An event line becomes an event, the model takes it, all hear it. */
#include "tracker/tracker.h"

static size_t slot_of(uint64_t address)
{
    return (size_t)((address * 0x9E3779B97F4A7C15u) >> 54) % RELEASED_SLOTS;
}

static void remember_release(struct hpt_tracker *t, uint64_t address, const struct hpt_event *e)
{
    t->released[slot_of(address)] =
        (struct released){address, e->number, e->kind == HPT_EVENT_RESIZE && e->size == 0};
}

static void forget_release(struct hpt_tracker *t, uint64_t address)
{
    struct released *r = &t->released[slot_of(address)];

    if (r->address == address)
        *r = (struct released){0};
}

static const struct released *find_release(const struct hpt_tracker *t, uint64_t address)
{
    const struct released *r = &t->released[slot_of(address)];

    return r->address == address && r->event > 0 ? r : NULL;
}

/* The product as a 32-bit device computes it where it handed out a block all the same: newlib
 * before 2020 multiplies without a check. */
static uint64_t calloc_size(uint64_t count, uint64_t size, bool failed)
{
    bool overflow = size > 0 && count > UINT32_MAX / size;

    if (overflow && !failed)
        return (uint32_t)(count * size);
    return overflow && count > UINT64_MAX / size ? UINT64_MAX : count * size;
}

static void decode_resize(struct hpt_event *e)
{
    e->kind = HPT_EVENT_RESIZE;
    if (e->address == 0 && (e->size > 0 || e->old_address == 0))
        e->kind = HPT_EVENT_FAIL;
}

static void decode(struct hpt_event *e, const struct trace_line *l)
{
    e->kind = HPT_EVENT_ALLOC;
    e->size_known = l->kind != SHAPE_FAIL_UNSIZED;
    e->repeated = false;
    e->native = l->kind == SHAPE_ALLOC_NATIVE;
    e->input_line = l->line;
    e->input_byte = l->byte;
    e->time_us = l->time_us;
    e->address = l->fields.value[FIELD_ADDRESS];
    e->old_address = 0;
    e->caller = l->fields.value[FIELD_CALLER];
    e->size = l->fields.value[FIELD_SIZE];
    e->line = l->text;
    switch (l->kind) {
    case SHAPE_CALLOC:
        e->size = calloc_size(l->fields.value[FIELD_COUNT], e->size, e->address == 0);
        e->kind = e->address == 0 ? HPT_EVENT_FAIL : HPT_EVENT_ALLOC;
        break;
    case SHAPE_ALLOC:
    case SHAPE_ALLOC_NATIVE:
        e->kind = e->address == 0 ? HPT_EVENT_FAIL : HPT_EVENT_ALLOC;
        break;
    case SHAPE_RESIZE:
        e->old_address = l->fields.value[FIELD_OLD];
        decode_resize(e);
        break;
    case SHAPE_FREE:
    case SHAPE_FREE_WEAK:
        e->kind = HPT_EVENT_FREE;
        e->size = 0;
        break;
    default:
        e->kind = HPT_EVENT_FAIL;
        e->address = 0;
        break;
    }
}

/* mbed-os before 2018 printed an inner malloc before the calloc or realloc that made it. */
static bool is_repeat(const struct hpt_tracker *t, const struct trace_line *l,
                      const struct hpt_event *e)
{
    size_t heap;
    struct place p;

    if ((l->kind != SHAPE_CALLOC && l->kind != SHAPE_RESIZE) ||
        (t->last.shape != SHAPE_ALLOC && t->last.shape != SHAPE_FREE))
        return false;
    if (e->address == 0 || t->last.address != e->address || t->last.size != e->size ||
        !model_find_live(&t->model, e->address, &heap, &p))
        return false;
    if (l->kind == SHAPE_CALLOC)
        return t->last.shape == SHAPE_ALLOC;
    return e->old_address != e->address &&
           (t->last.shape == SHAPE_ALLOC || t->last.released == e->old_address);
}

static void remember_event(struct hpt_tracker *t, const struct trace_line *l,
                           const struct hpt_event *e)
{
    t->last.shape = l->kind == SHAPE_FREE_WEAK ? SHAPE_FREE : l->kind;
    t->last.byte = l->byte;
    if (t->last.shape == SHAPE_FREE) {
        size_t heap = heaps_find(&t->model.heaps, e->address);
        t->last.released = e->address;
        t->last.sound = e->warning == HPT_WARN_NONE && heap < t->model.heaps.count &&
                        !t->model.heaps.pub[heap].native;
        return;
    }
    t->last.address = e->address;
    t->last.size = e->size;
}

/* A block that is released after realloc(p, 0) was kept by that: such are mbed-os builds with heap
 * statistics (platform/source/mbed_alloc_wrappers.cpp). The map had it free since then. */
static void judge_second_release(struct hpt_tracker *t, struct hpt_event *e)
{
    const struct released *r =
        find_release(t, e->kind == HPT_EVENT_RESIZE ? e->old_address : e->address);

    if (!r)
        return;
    e->warning = r->by_resize ? HPT_WARN_NONE : HPT_WARN_FREE_TWICE;
    e->other = r->by_resize ? 0 : r->event;
    if (r->by_resize) {
        t->model.keeps_at_zero = true;
        t->run.doubt_event = e->number;
    }
}

static void take_outcome(struct hpt_tracker *t, struct hpt_event *e, const struct outcome *o)
{
    e->verdict = o->verdict;
    e->expected = o->expected;
    e->warning = o->warning;
    e->other = 0;
    e->other_address = o->other_address;
    e->block = o->block;
    e->old_requested = o->old_requested;
    if (e->warning == HPT_WARN_FREE_UNKNOWN)
        judge_second_release(t, e);
    if (t->run.unaccounted >= LOSS_UNKNOWN &&
        (e->warning == HPT_WARN_FREE_UNKNOWN || e->warning == HPT_WARN_RESIZE_UNKNOWN ||
         e->warning == HPT_WARN_ALLOC_LIVE))
        e->warning = HPT_WARN_AFTER_LOSS;
}

static void count_event(struct hpt_tracker *t, const struct hpt_event *e)
{
    struct hpt_state *s = &t->state;

    switch (e->kind) {
    case HPT_EVENT_ALLOC:
        s->allocations++;
        forget_release(t, e->address);
        break;
    case HPT_EVENT_FREE:
        s->releases++;
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
    s->warnings += e->warning != HPT_WARN_NONE && e->warning != HPT_WARN_AFTER_LOSS;
    t->run.unaccounted += e->warning == HPT_WARN_FREE_UNKNOWN ||
                          e->warning == HPT_WARN_FREE_INSIDE ||
                          e->warning == HPT_WARN_RESIZE_UNKNOWN;
}

static void track_extremes(struct hpt_tracker *t)
{
    struct hpt_state *s = &t->state;

    if (s->live_bytes > s->peak_live_bytes) {
        s->peak_live_bytes = s->live_bytes;
        s->peak_event = s->event;
    }
    if (t->bounds_known &&
        (s->low_event == 0 || s->largest_allocatable < s->low_largest_allocatable)) {
        s->low_largest_allocatable = s->largest_allocatable;
        s->low_event = s->event;
    }
}

static void tell_event(struct hpt_tracker *t, const struct hpt_event *e)
{
    for (size_t i = 0; i < t->observer_count; i++)
        if (t->observers[i].event)
            t->observers[i].event(t->observers[i].self, e, &t->state);
}

/* No later line has explained it: what was lost is counted and named. */
void take_closed_step(void *self, const struct step *step)
{
    struct hpt_tracker *t = self;
    const struct outcome *o = &step->outcome;
    struct hpt_notice n = {.event = step->deed.number};

    enum { CONFIRMED = 32 };

    t->run.predicted += o->verdict == HPT_VERDICT_PREDICTED;
    if (!step->open) {
        t->run.unconfirmed -= t->run.unconfirmed > 0 && o->verdict == HPT_VERDICT_PREDICTED;
        return;
    }
    t->run.unconfirmed = CONFIRMED;
    t->run.mispredicted += o->verdict == HPT_VERDICT_MISPREDICTED;
    t->run.doubt_event = step->deed.number;
    uint64_t lost = (uint64_t)o->lost_releases + o->lost_allocs;
    uint64_t known = lost < t->run.unaccounted ? lost : t->run.unaccounted;
    t->run.unaccounted -= known;
    t->run.lost_lines += lost - known;
    if (lost == 0)
        t->run.unaccounted++;
    if (o->lost_releases > 0) {
        n.kind = HPT_NOTICE_LOST_RELEASE;
        n.address = o->lost_release;
        n.count = o->lost_releases;
        tracker_notice(t, &n);
    }
    if (o->lost_allocs > 0) {
        n.kind = HPT_NOTICE_LOST_ALLOC;
        n.address = o->lost_alloc;
        n.count = o->lost_allocs;
        tracker_notice(t, &n);
    }
    if (lost == 0) {
        n.kind = HPT_NOTICE_MISPREDICTED;
        n.address = step->deed.address;
        n.other_address = o->expected;
        n.reason = o->unmapped;
        tracker_notice(t, &n);
    }
}

static struct deed deed_of(const struct hpt_event *e, const struct trace_line *l)
{
    return (struct deed){.kind = e->kind,
                         .native = e->native,
                         .number = e->number,
                         .address = e->address,
                         .old_address = e->old_address,
                         .size = e->size,
                         .caller = e->caller,
                         .inner = e->kind == HPT_EVENT_FREE ? 0 : l->inner};
}

/* A board that has just booted allocates where an old block stands. */
static bool starts_over(const struct hpt_tracker *t, const struct hpt_event *e)
{
    size_t heap;
    struct place p;

    if (t->run.ended)
        return true;
    return t->boot_hint && e->kind == HPT_EVENT_ALLOC &&
           model_find_live(&t->model, e->address, &heap, &p);
}

/* What the event says is not what the model expected: a restart, another allocator, another order?
 */
static void look_again(struct hpt_tracker *t, struct hpt_event *e, const struct deed *d,
                       const struct outcome **o, size_t *late_by)
{
    if (restart_unseen(t, o))
        e->run = t->state.run;
    if ((*o)->forced)
        run_choose_model(t, d, o);
    if ((*o)->forced && t->order.in_order && t->order.count > 0) {
        enum hpt_status status = order_retry(&t->order, &t->model, o, late_by);
        if (status != HPT_OK)
            tracker_fail(t, status);
    }
}

static void model_takes(struct hpt_tracker *t, struct hpt_event *e, const struct trace_line *l)
{
    struct deed d = deed_of(e, l);
    const struct outcome *o;
    size_t late_by = 0;
    enum hpt_status status = order_take(&t->order, &t->model, &d, &o, &late_by);

    if (status != HPT_OK) {
        tracker_fail(t, status);
        return;
    }
    restart_listen(t, &d);
    if (o->forced)
        look_again(t, e, &d, &o, &late_by);
    take_outcome(t, e, o);
    count_event(t, e);
    tracker_refresh(t);
    track_extremes(t);
    remember_event(t, l, e);
    tell_event(t, e);
    if (late_by > 0) {
        t->run.late_lines++;
        if (l->torn)
            return; /* its tear explains it */
        t->run.doubt_event = e->number;
        t->run.late_unproven++;
        tracker_notice(
            t, &(struct hpt_notice){.kind = HPT_NOTICE_LATE, .event = e->number, .count = late_by});
    }
}

/* The event says again what the one before said: nothing comes of it. */
static struct hpt_event repeated(const struct hpt_event *e)
{
    return (struct hpt_event){.kind = e->kind,
                              .size_known = e->size_known,
                              .repeated = true,
                              .number = e->number,
                              .run = e->run,
                              .input_line = e->input_line,
                              .input_byte = e->input_byte,
                              .time_us = e->time_us,
                              .address = e->address,
                              .old_address = e->old_address,
                              .size = e->size,
                              .caller = e->caller,
                              .line = e->line};
}

void take_line(void *self, const struct trace_line *line)
{
    struct hpt_tracker *t = self;
    struct hpt_event *e = &t->event;

    if (t->status != HPT_OK)
        return;
    printout_break(&t->printout);
    decode(e, line);
    e->number = t->state.event + 1;
    if (starts_over(t, e))
        run_begin(t, t->run.ended ? "the run before had ended" : "it boots and allocates anew",
                  e->number);
    t->boot_hint = false;
    run_prepare(t, line->dialect->family == FAMILY_OF_MBED ? FAMILY_MBED : FAMILY_MICROBIT);
    t->state.event = e->number;
    t->state.dialect = line->dialect->name;
    t->run.torn_lines += line->torn;
    e->run = t->state.run;
    if (is_repeat(t, line, e)) {
        *e = repeated(e);
        order_call_site(&t->order, &t->model, e->address, e->caller);
        tracker_refresh(t);
        tell_event(t, e);
    } else {
        model_takes(t, e, line);
    }
    const char *broken = t->options.check ? heaps_check(&t->model.heaps) : NULL;
    if (broken)
        tracker_fail(t, HPT_ERR_CHECK);
}

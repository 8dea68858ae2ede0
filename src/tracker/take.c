/* An event line becomes an event, the model takes it, all hear it. */
#include "tracker/count.h"

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

void remember_event(struct hpt_tracker *t, const struct trace_line *l, const struct hpt_event *e)
{
    t->last.shape = l->kind == SHAPE_FREE_WEAK ? SHAPE_FREE : l->kind;
    t->last.byte = l->byte;
    if (t->last.shape == SHAPE_FREE) {
        t->last.released = e->address;
        t->last.sound = e->warning == HPT_WARN_NONE;
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
    e->block = o->has_block ? o->block : (struct hpt_block){0};
    e->old_requested = o->old_requested;
    if (e->warning == HPT_WARN_FREE_UNKNOWN)
        judge_second_release(t, e);
    if (t->run.unaccounted >= LOSS_UNKNOWN &&
        (e->warning == HPT_WARN_FREE_UNKNOWN || e->warning == HPT_WARN_RESIZE_UNKNOWN ||
         e->warning == HPT_WARN_ALLOC_LIVE))
        e->warning = HPT_WARN_AFTER_LOSS;
}

void tell_event(struct hpt_tracker *t, const struct hpt_event *e)
{
    for (size_t i = 0; i < t->listener_count; i++)
        t->listeners[i]->event(t->listeners[i]->self, e, &t->state);
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
    if (e->kind != HPT_EVENT_ALLOC)
        return false;
    return t->options.account_only ? live_has(&t->live, e->address)
                                   : model_find_live(&t->model, e->address, &heap, &p);
}

/* The event may be the first of a run. */
static __attribute__((cold)) void begin_anew(struct hpt_tracker *t, const struct hpt_event *e)
{
    if (starts_over(t, e))
        run_begin(t, t->run.ended ? "the run before had ended" : "it boots and allocates anew",
                  e->number);
    t->boot_hint = false;
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

/* The common case, in short: nothing is in doubt, and an allocation or a release is as expected.
 * False: it is another case, and nothing has changed. */
static bool take_expected(struct hpt_tracker *t, struct hpt_event *e, const struct trace_line *l)
{
    bool taken;

    if (!t->calm || t->order.open > 0 || l->torn || e->address == 0 ||
        (e->kind != HPT_EVENT_ALLOC && e->kind != HPT_EVENT_FREE))
        return false;
    struct step *s = order_next(&t->order);
    s->deed = deed_of(e, l);
    order_mark(s, &t->model);
    enum hpt_status status = model_take_expected(&t->model, &s->deed, &e->block, &taken);
    if (status != HPT_OK)
        tracker_fail(t, status);
    if (!taken)
        return false;
    e->verdict = e->kind == HPT_EVENT_ALLOC ? HPT_VERDICT_PREDICTED : HPT_VERDICT_NONE;
    e->warning = HPT_WARN_NONE;
    e->expected = e->other = e->other_address = e->old_requested = 0;
    order_taken(&t->order, s, e->verdict);
    restart_listen(t, &s->deed);
    if (e->kind == HPT_EVENT_ALLOC)
        count_allocation(t, e);
    else
        count_release(t, e);
    if (t->model.heaps.soft == 0 && t->state.open_bytes == 0)
        tracker_refresh_figures(t);
    else /* it lies beside unknown memory */
        tracker_refresh(t);
    track_extremes(t);
    remember_event(t, l, e);
    tell_event(t, e);
    return true;
}

/* A trace that began late says from which event on its map is exact. */
static void tell_settled(struct hpt_tracker *t)
{
    const struct hpt_exactness *e = &t->state.exactness;

    if (!t->run.was_open || t->run.settled_told || e->level != HPT_LEVEL_RESYNCED)
        return;
    t->run.settled_told = true;
    tracker_notice(t, &(struct hpt_notice){.kind = HPT_NOTICE_SETTLED, .event = e->exact_since});
}

static void take_with_care(struct hpt_tracker *t, struct hpt_event *e, const struct trace_line *l,
                           const struct outcome *o, size_t late_by)
{
    take_outcome(t, e, o);
    count_event(t, e);
    tracker_refresh(t);
    track_extremes(t);
    remember_event(t, l, e);
    tell_event(t, e);
    if (late_by == 0) {
        tell_settled(t);
        return;
    }
    t->run.late_lines++;
    t->calm = false;
    if (l->torn)
        return; /* its tear explains it */
    t->run.doubt_event = e->number;
    t->run.late_unproven++;
    tracker_notice(
        t, &(struct hpt_notice){.kind = HPT_NOTICE_LATE, .event = e->number, .count = late_by});
}

static __attribute__((noinline)) void model_takes(struct hpt_tracker *t, struct hpt_event *e,
                                                  const struct trace_line *l)
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
    if (t->run.undecided)
        rivals_weigh(t, &d);
    take_with_care(t, e, l, o, late_by);
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

/* What all events have in common: it is the next event, and of the run that is on. */
static inline void begin_event(struct hpt_tracker *t, struct hpt_event *e,
                               const struct trace_line *line)
{
    printout_break(&t->printout);
    decode_event(e, line);
    e->number = t->state.event + 1;
    if (t->run.ended || t->boot_hint)
        begin_anew(t, e);
    if (!t->family_known)
        run_prepare_first(t,
                          line->dialect->family == FAMILY_OF_MBED ? FAMILY_MBED : FAMILY_MICROBIT);
    t->state.event = e->number;
    t->state.dialect = line->dialect->name;
    t->run.torn_lines += line->torn;
    e->run = t->state.run;
}

void take_line_to_count(void *self, const struct trace_line *line)
{
    struct hpt_tracker *t = self;

    if (t->status != HPT_OK)
        return;
    begin_event(t, &t->event, line);
    account_take(t, &t->event, line);
}

void take_line(void *self, const struct trace_line *line)
{
    struct hpt_tracker *t = self;
    struct hpt_event *e = &t->event;

    if (t->status != HPT_OK)
        return;
    begin_event(t, e, line);
    if (is_repeat(t, line, e)) {
        *e = repeated(e);
        order_call_site(&t->order, &t->model, e->address, e->caller);
        tracker_refresh(t);
        tell_event(t, e);
    } else if (!take_expected(t, e, line)) {
        model_takes(t, e, line);
    }
    const char *broken = t->options.check ? heaps_check(&t->model.heaps) : NULL;
    if (broken)
        tracker_fail(t, HPT_ERR_CHECK);
}

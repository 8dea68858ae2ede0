#include "tracker/late.h"
#include "tracker/rivals.h"

#include <stdlib.h>

void tracker_fail(struct hpt_tracker *t, enum hpt_status status)
{
    if (t->status == HPT_OK)
        t->status = status;
}

static bool is_noted(enum hpt_notice_kind kind)
{
    switch (kind) {
    case HPT_NOTICE_PRINT_AGREES:
    case HPT_NOTICE_PRINT_SET:
    case HPT_NOTICE_RESTART:
    case HPT_NOTICE_LATE:
    case HPT_NOTICE_SETTLED:
        return false;
    default:
        return true;
    }
}

void tracker_notice(struct hpt_tracker *t, const struct hpt_notice *n)
{
    if (is_noted(n->kind) && t->state.note_count == NOTES_MAX) {
        t->state.notes_dropped++;
    } else if (is_noted(n->kind)) {
        t->notes[t->state.note_count] = *n;
        t->notes[t->state.note_count++].text = (struct hpt_str){0};
    }
    tracker_refresh(t);
    for (size_t i = 0; i < t->observer_count; i++)
        if (t->observers[i].notice)
            t->observers[i].notice(t->observers[i].self, n, &t->state);
}

static void tell_text(struct hpt_tracker *t, struct hpt_str bytes)
{
    for (size_t i = 0; i < t->observer_count; i++)
        if (t->observers[i].text)
            t->observers[i].text(t->observers[i].self, bytes, t->reader.text_us);
}

static void on_text(void *self, struct hpt_str bytes)
{
    struct hpt_tracker *t = self;

    tell_text(t, bytes);
    printout_text(&t->printout, bytes);
}

static void tell_print(void *self, bool is_torn)
{
    struct hpt_tracker *t = self;

    for (size_t i = 0; i < t->observer_count; i++)
        if (t->observers[i].print)
            t->observers[i].print(t->observers[i].self, is_torn);
}

static void on_lines(void *self, struct hpt_str bytes)
{
    struct hpt_tracker *t = self;

    tell_text(t, bytes);
    printout_skip(&t->printout);
}

/* Large tables and trees are not in the cache: they are fetched while other lines are being taken.
 */
static void expect(void *self, const struct trace_line *lines, size_t count)
{
    struct hpt_tracker *t = self;
    bool in_live = t->options.account_only && live_is_large(&t->live);
    bool in_heaps = !t->options.account_only && heaps_are_far(&t->model.heaps);

    for (size_t i = 0; in_live && i < count; i++)
        live_fetch(&t->live, lines[i].fields.value[FIELD_ADDRESS]);
    for (size_t i = 0; in_heaps && i < count; i++)
        heaps_fetch(&t->model.heaps, lines[i].fields.value[FIELD_ADDRESS]);
    for (size_t k = 0; k < t->expecter_count; k++)
        for (size_t i = 0; i < count; i++)
            t->expecters[k]->expect(t->expecters[k]->self, lines[i].fields.value[FIELD_ADDRESS]);
}

static bool wants_all(void *self)
{
    struct hpt_tracker *t = self;

    return printout_is_reading(&t->printout);
}

bool tracker_bounds_known(const struct hpt_tracker *t)
{
    const struct heaps *h = &t->model.heaps;

    for (size_t i = 0; i < h->count; i++)
        if (h->pub[i].bounds == HPT_BOUNDS_INFERRED && !h->pub[i].native)
            return false;
    return h->count > 0;
}

/* More than a quarter wrong is no loss of lines: the device has another allocator. */
bool hpt_model_misfits(const struct hpt_exactness *e)
{
    enum { FEW = 8 };

    return e->mispredicted > FEW && e->mispredicted > e->predicted / 3;
}

static void refresh_exactness(struct hpt_tracker *t)
{
    struct hpt_exactness *e = &t->state.exactness;
    const struct heaps *h = &t->model.heaps;
    const struct run *run = &t->run;
    bool open = t->order.open > 0;
    /* Without a torn line nothing shows that this device's lines can overtake each other. */
    bool unproven = run->late_unproven > 0 && run->torn_lines == 0;
    bool undecided = t->rivals.count > 0;
    bool contradicted = t->model.late.is_late && run->unexplained > 0;
    bool doubt = h->lost_stretches > 0 || open || unproven || run->unaccounted > 0;

    if (doubt && !open) /* what is open may yet be explained by a line that comes late */
        t->run.doubt_event = t->state.event;
    e->past = contradicted ? HPT_PAST_OPEN : late_past(&t->model);
    e->unsettled_blocks = h->soft;
    t->run.was_open = t->run.was_open || e->past >= HPT_PAST_BLOCKS;
    if (e->past != HPT_PAST_SETTLED)
        t->run.late_event = t->state.event;
    e->exact_since = 0;
    e->predicted = order_predicted(&t->order);
    e->mispredicted = run->mispredicted;
    e->lost_lines = run->lost_lines;
    e->unknown_blocks = h->unseen;
    e->late_lines = run->late_lines;
    e->torn_lines = run->torn_lines;
    e->level = HPT_LEVEL_EXACT;
    e->rival = undecided ? t->rivals.all[0].model.allocator->name : NULL;
    bool shaken =
        doubt || e->past != HPT_PAST_SETTLED || run->unconfirmed > 0 || hpt_model_misfits(e);
    t->calm = !shaken && !run->undecided;
    if (shaken || undecided || !t->model.allocator->models || !t->bounds_known) {
        e->level = HPT_LEVEL_INFERRED;
    } else if (e->mispredicted > 0 || run->doubt_event > 0 || h->stretches > 0 ||
               t->model.late.is_late) {
        e->level = HPT_LEVEL_RESYNCED;
        e->exact_since =
            (run->late_event > run->doubt_event ? run->late_event : run->doubt_event) + 1;
    }
}

void tracker_refresh(struct hpt_tracker *t)
{
    struct hpt_state *s = &t->state;
    struct heaps *h = &t->model.heaps;

    s->live_blocks = h->live_blocks;
    s->live_bytes = h->live_bytes;
    if (t->options.account_only) {
        s->live_blocks = t->live.count;
        s->live_bytes = t->live.bytes;
    }
    tracker_refresh_heaps(t);
    t->bounds_known = tracker_bounds_known(t);
    s->open_bytes = 0;
    for (size_t i = 0; i < h->count; i++) {
        h->pub[i].open = late_end_is_unknown(&t->model, i);
        s->open_bytes += h->pub[i].open ? h->pub[i].unknown_bytes : 0;
    }
    if (s->open_bytes > 0) /* a low from before this came out is none */
        s->low_largest_allocatable = s->low_event = 0;
    s->heaps = h->pub;
    s->heap_count = h->count;
    s->notes = t->notes;
    s->allocator = t->options.account_only ? allocator_none.name : t->model.allocator->name;
    s->line = t->reader.lines;
    s->byte = t->reader.bytes;
    s->time_us = t->reader.time_us;
    refresh_exactness(t);
}

static enum hpt_status check_options(struct hpt_tracker *t)
{
    const struct hpt_options *o = &t->options;

    for (size_t i = 0; o->dialect && i < dialect_count; i++)
        if (strcmp(dialects[i]->name, o->dialect) == 0)
            t->only = dialects[i];
    if (o->allocator)
        t->fixed = allocator_find(o->allocator);
    if ((o->dialect && !t->only) || (o->allocator && !t->fixed))
        return HPT_ERR_ARGUMENT;
    if (o->heap_given && (o->heap_size == 0 || o->heap_size >= BLOCKS_SPAN ||
                          o->heap_start + o->heap_size < o->heap_start))
        return HPT_ERR_ARGUMENT;
    return HPT_OK;
}

struct hpt_tracker *hpt_tracker_new(const struct hpt_options *options, enum hpt_status *status)
{
    struct hpt_tracker *t = calloc(1, sizeof *t);
    enum hpt_status result = HPT_ERR_MEMORY;

    if (t) {
        t->options = *options;
        result = check_options(t);
    }
    if (result != HPT_OK) {
        free(t);
        t = NULL;
    } else {
        model_use(&t->model, t->fixed ? t->fixed : &allocator_none);
        t->order = (struct order){.self = t, .close = take_closed_step};
        t->state.run = 1;
        t->state.counted_only = options->account_only;
        t->state.dialect = "none";
        printout_init(&t->printout,
                      &(struct printout_hooks){t, mark_heap, mark_list, mark_bad_heap, mark_region,
                                               mark_boot, mark_loss, mark_fatal, tell_print},
                      t->only);
        reader_init(&t->reader,
                    &(struct reader_hooks){.self = t,
                                           .text = on_text,
                                           .lines = on_lines,
                                           .wants_all = wants_all,
                                           .interest = &t->printout.begins,
                                           .event = take_line,
                                           .expect = expect,
                                           .boot = mark_boot,
                                           .garbled = mark_garbled,
                                           .nearly = mark_nearly},
                    t->only);
        if (options->account_only)
            t->reader.hooks.event = take_line_to_count;
        tracker_refresh(t);
    }
    if (status)
        *status = result;
    return t;
}

void hpt_tracker_free(struct hpt_tracker *t)
{
    if (!t)
        return;
    printout_release(&t->printout);
    model_release(&t->model);
    rivals_release(&t->rivals);
    live_release(&t->live);
    free(t);
}

enum hpt_status hpt_observe(struct hpt_tracker *t, const struct hpt_observer *observer)
{
    if (t->observer_count == OBSERVERS_MAX)
        return HPT_ERR_ARGUMENT;
    t->observers[t->observer_count] = *observer;
    if (observer->event)
        t->listeners[t->listener_count++] = &t->observers[t->observer_count];
    if (observer->expect)
        t->expecters[t->expecter_count++] = &t->observers[t->observer_count];
    t->observer_count++;
    return HPT_OK;
}

enum hpt_status hpt_feed(struct hpt_tracker *t, const void *bytes, size_t size, uint64_t time_us,
                         size_t *consumed)
{
    size_t taken = t->status == HPT_OK ? reader_feed(&t->reader, bytes, size, time_us) : 0;

    for (size_t i = 0; i < t->observer_count; i++)
        if (t->observers[i].input && taken > 0)
            t->observers[i].input(t->observers[i].self, (struct hpt_str){bytes, taken}, time_us);
    if (consumed)
        *consumed = taken;
    t->state.line = t->reader.lines;
    t->state.byte = t->reader.bytes;
    t->state.time_us = time_us;
    return t->status;
}

bool hpt_holds_text(const struct hpt_tracker *t)
{
    bool holds = t->reader.held_shown < t->reader.held_len;

    for (size_t i = 0; i < t->observer_count && !holds; i++)
        holds = t->observers[i].holds && t->observers[i].holds(t->observers[i].self);
    return holds;
}

static void tell_pause(struct hpt_tracker *t, bool is_over)
{
    for (size_t i = 0; i < t->observer_count; i++)
        if (t->observers[i].pause)
            t->observers[i].pause(t->observers[i].self, is_over);
}

enum hpt_status hpt_show_held(struct hpt_tracker *t)
{
    reader_show_held(&t->reader);
    tell_pause(t, false);
    return t->status;
}

enum hpt_status hpt_settle(struct hpt_tracker *t)
{
    order_close(&t->order);
    tracker_refresh(t);
    return t->status;
}

enum hpt_status hpt_gap(struct hpt_tracker *t)
{
    reader_gap(&t->reader);
    printout_gap(&t->printout);
    tell_pause(t, true);
    order_close(&t->order);
    mark_gap(t);
    tracker_refresh(t);
    return t->status;
}

enum hpt_status hpt_end(struct hpt_tracker *t)
{
    reader_end(&t->reader);
    tell_pause(t, true);
    order_close(&t->order);
    tracker_refresh(t);
    mark_end(t);
    return t->status;
}

void hpt_stop(struct hpt_tracker *t)
{
    t->reader.stop = true;
}

const struct hpt_state *hpt_state(const struct hpt_tracker *t)
{
    return &t->state;
}

const char *hpt_check(const struct hpt_tracker *t)
{
    return heaps_check(&t->model.heaps);
}

/* Runs of the device, and which allocator it has. */
#include "tracker/late.h"
#include "tracker/rivals.h"

static void forget_run(struct hpt_tracker *t)
{
    struct hpt_state *s = &t->state;

    t->run = (struct run){0};
    t->order.closed = 0;
    t->last = (struct last_event){0};
    memset(t->released, 0, sizeof t->released);
    s->live_blocks = s->live_bytes = s->peak_live_bytes = s->peak_event = 0;
    s->low_largest_allocatable = s->low_event = 0;
    s->allocations = s->releases = s->null_releases = s->resizes = s->failures = s->warnings = 0;
    s->note_count = 0;
    s->notes_dropped = 0;
    t->first_heap_set = false;
    t->family_known = false;
    rivals_release(&t->rivals);
}

/* Of many runs the first ones and the last ones are kept. */
static void keep_run(struct hpt_tracker *t, uint64_t last_event)
{
    struct hpt_state *s = &t->state;

    if (s->earlier_count == EARLIER_MAX) {
        memmove(&t->earlier[EARLIER_MAX / 2], &t->earlier[EARLIER_MAX / 2 + 1],
                (EARLIER_MAX / 2 - 1) * sizeof *t->earlier);
        s->earlier_count--;
    }
    t->earlier[s->earlier_count++] = (struct hpt_run){.run = s->run,
                                                      .last_event = last_event,
                                                      .allocations = s->allocations,
                                                      .releases = s->releases,
                                                      .null_releases = s->null_releases,
                                                      .resizes = s->resizes,
                                                      .failures = s->failures,
                                                      .warnings = s->warnings,
                                                      .peak_live_bytes = s->peak_live_bytes,
                                                      .peak_event = s->peak_event};
    s->earlier = t->earlier;
}

void run_begin(struct hpt_tracker *t, const char *reason, uint64_t event)
{
    order_close(&t->order);
    heaps_release(&t->model.heaps);
    t->model.late = (struct late_facts){0};
    live_release(&t->live);
    keep_run(t, event - 1);
    forget_run(t);
    reader_begin_run(&t->reader);
    t->state.run++;
    t->boot_hint = false;
    tracker_notice(t, &(struct hpt_notice){.kind = HPT_NOTICE_RESTART,
                                           .event = event,
                                           .count = t->state.run,
                                           .reason = reason});
}

void run_prepare_first(struct hpt_tracker *t, enum allocator_family family)
{
    const struct hpt_options *o = &t->options;

    t->family_known = true;
    t->calm = false; /* what is set up here is in no state yet */
    if (t->family != family || t->model.allocator == &allocator_none)
        model_use(&t->model, t->fixed ? t->fixed : allocator_candidates(family)[0]);
    t->family = family;
    t->order.in_order = family == FAMILY_MBED; /* its lines are printed under a lock */
    t->run.undecided = !t->fixed && allocator_candidates(family)[1];
    if (!o->heap_given || o->account_only || t->model.heaps.count > 0)
        return;
    bool grows = family == FAMILY_MBED;
    uint64_t end = o->heap_start + o->heap_size;
    t->first_heap = (struct hpt_heap){.bounds = HPT_BOUNDS_GIVEN,
                                      .start = o->heap_start,
                                      .top = grows ? o->heap_start : end,
                                      .end = end};
    t->first_heap_set = true;
    size_t heap;
    enum hpt_status status = heaps_add(&t->model.heaps, &t->first_heap, &heap);
    if (status != HPT_OK)
        tracker_fail(t, status);
}

static void count_against(void *self, const struct step *step)
{
    struct contest *c = self;

    c->against += step->open;
}

enum hpt_status contest_run(const struct hpt_tracker *t, struct contest *c)
{
    enum hpt_status status = HPT_OK;
    const struct outcome *o;
    size_t late;
    size_t heap;

    c->window = (struct order){.self = c, .close = count_against, .in_order = true};
    if (t->first_heap_set)
        status = heaps_add(&c->model.heaps, &t->first_heap, &heap);
    for (size_t i = 0; i < t->run.first_count && status == HPT_OK; i++)
        status = order_take(&c->window, &c->model, &t->first[i], &o, &late);
    c->score = order_predicted(&c->window);
    return status;
}

enum hpt_status contest_take(struct contest *c, const struct deed *d)
{
    const struct outcome *o;
    size_t late;

    c->window.self = c; /* it may have been moved */
    enum hpt_status status = order_take(&c->window, &c->model, d, &o, &late);
    c->score = order_predicted(&c->window);
    return status;
}

static bool is_better(const struct hpt_tracker *t, const struct contest *c,
                      const struct contest *best)
{
    if (!t->model.late.is_late)
        return c->score > best->score;
    return !best->model.allocator ||
           contest_merit(&c->model, c->score, c->against + c->window.open) >
               contest_merit(&best->model, best->score, best->against + best->window.open);
}

static enum hpt_status enter(const struct hpt_tracker *t, const struct allocator *a, bool padded,
                             struct contest *best)
{
    struct contest c = {.model = {.padded_first = padded}};
    model_use(&c.model, a);
    enum hpt_status status = contest_run(t, &c);

    if (status == HPT_OK && is_better(t, &c, best)) {
        model_release(&best->model);
        *best = c;
    } else {
        model_release(&c.model);
    }
    return status;
}

void run_switch_model(struct hpt_tracker *t, const struct contest *better)
{
    model_release(&t->model);
    t->model = better->model;
    heaps_moved(&t->model.heaps);
    memcpy(t->order.ring, better->window.ring, sizeof t->order.ring);
    t->order.first = better->window.first;
    t->order.count = better->window.count;
    order_recount(&t->order);
    t->order.closed = better->window.closed;
    t->run.mispredicted = 0;
    t->run.lost_lines = t->run.unaccounted = 0;
    t->run.doubt_event = 0;
    t->run.unexplained = better->against;
    t->run.late_event = t->model.late.is_late ? t->state.event : 0;
    t->state.note_count = 0;
    tracker_notice(t, &(struct hpt_notice){.kind = HPT_NOTICE_MODEL,
                                           .event = t->state.event,
                                           .reason = t->model.allocator->name});
}

/* Runs all candidates over the first events. The one in use wins a tie. */
static void compare_models(struct hpt_tracker *t)
{
    const struct allocator *const *a = allocator_candidates(t->family);
    struct contest best = {0};
    enum hpt_status status = enter(t, t->model.allocator, t->model.padded_first, &best);

    for (size_t i = 0; a[i] && status == HPT_OK; i++) {
        status = enter(t, a[i], false, &best);
        if (status == HPT_OK && a[i]->padding > 0)
            status = enter(t, a[i], true, &best);
    }
    if (status != HPT_OK)
        tracker_fail(t, status);
    if (status == HPT_OK && best.model.allocator &&
        (best.model.allocator != t->model.allocator ||
         best.model.padded_first != t->model.padded_first))
        run_switch_model(t, &best);
    else
        model_release(&best.model);
}

/* Allocators that differ only in a corner are told apart when the trace gets there: the last event
 * is taken as a sibling would have it. */
static bool try_siblings(struct hpt_tracker *t)
{
    const struct allocator *const *a = allocator_candidates(t->family);
    const struct allocator *was = t->model.allocator;
    struct step *last = order_step(&t->order, t->order.count - 1);
    bool taken = false;
    enum hpt_status status = HPT_OK;

    if (t->run.siblings_tried == SIBLINGS_MAX || !heaps_can_undo(&t->model.heaps, last->mark))
        return false;
    status = order_undo(&t->model, last);
    for (size_t i = 0; a[i] && !taken && status == HPT_OK; i++) {
        if (a[i]->carve != was->carve || a[i]->front != was->front || a[i]->bins != was->bins ||
            a[i] == was)
            continue;
        t->model.allocator = a[i];
        status = model_expect(&t->model, &last->deed, &last->outcome, &taken);
    }
    last->open = !taken;
    if (!taken && status == HPT_OK) {
        t->model.allocator = was;
        status = model_force(&t->model, &last->deed, &last->outcome);
    }
    if (status != HPT_OK)
        tracker_fail(t, status);
    t->run.siblings_tried += taken;
    order_recount(&t->order);
    return taken;
}

void run_choose_model(struct hpt_tracker *t, const struct deed *d, const struct outcome **o)
{
    /* An allocation over a live block rather tells of a restart, or of a lost release. */
    if (t->fixed || (*o)->over_live || !allocator_candidates(t->family)[1])
        return;
    if (try_siblings(t)) {
        *o = &order_step(&t->order, t->order.count - 1)->outcome;
        tracker_notice(t, &(struct hpt_notice){.kind = HPT_NOTICE_MODEL,
                                               .event = d->number,
                                               .reason = t->model.allocator->name});
    } else if (t->run.first_count < FIRST_DEEDS && !t->run.bounds_set) {
        compare_models(t);
        if (t->order.count > 0)
            *o = &order_step(&t->order, t->order.count - 1)->outcome;
    } else if (rivals_take_over(t) && t->order.count > 0) {
        *o = &order_step(&t->order, t->order.count - 1)->outcome;
    }
}

/* Runs of the device, and which allocator it has. */
#include "tracker/tracker.h"

static void forget_run(struct hpt_tracker *t)
{
    struct hpt_state *s = &t->state;

    t->run = (struct run){0};
    t->last = (struct last_event){0};
    memset(t->released, 0, sizeof t->released);
    s->live_blocks = s->live_bytes = s->peak_live_bytes = s->peak_event = 0;
    s->low_largest_allocatable = s->low_event = 0;
    s->allocations = s->releases = s->resizes = s->failures = s->warnings = 0;
    s->note_count = 0;
    s->notes_dropped = 0;
    t->first_heap_set = false;
    t->family_known = false;
}

void run_begin(struct hpt_tracker *t, const char *reason, uint64_t event)
{
    order_close(&t->order);
    heaps_release(&t->model.heaps);
    forget_run(t);
    t->state.run++;
    t->boot_hint = false;
    tracker_notice(t, &(struct hpt_notice){.kind = HPT_NOTICE_RESTART,
                                           .event = event,
                                           .count = t->state.run,
                                           .reason = reason});
}

void run_prepare(struct hpt_tracker *t, enum allocator_family family)
{
    const struct hpt_options *o = &t->options;

    if (t->family_known)
        return;
    t->family_known = true;
    if (t->family != family || t->model.allocator == &allocator_none)
        t->model.allocator = t->fixed ? t->fixed : allocator_candidates(family)[0];
    t->family = family;
    if (!o->heap_given || t->model.heaps.count > 0)
        return;
    bool grows = family == FAMILY_MBED;
    uint64_t end = o->heap_start + o->heap_size;
    t->first_heap = (struct hpt_heap){.bounds = HPT_BOUNDS_GIVEN,
                                      .start = o->heap_start,
                                      .top = grows ? o->heap_start : end,
                                      .end = end};
    t->first_heap_set = true;
    enum hpt_status status = heaps_add(&t->model.heaps, &t->first_heap);
    if (status != HPT_OK)
        tracker_fail(t, status);
}

/* Adds up how the kept events go with one allocator. The model is then as after them. */
static enum hpt_status try_model(const struct hpt_tracker *t, const struct allocator *a,
                                 struct model *m, struct order *w, size_t *score)
{
    enum hpt_status status = HPT_OK;
    struct outcome o;

    m->allocator = a;
    *score = 0;
    if (t->first_heap_set)
        status = heaps_add(&m->heaps, &t->first_heap);
    for (size_t i = 0; i < t->run.first_count && status == HPT_OK; i++) {
        size_t late;
        status = order_take(w, m, &t->first[i], &o, &late);
    }
    *score = order_predicted(w);
    return status;
}

static void count_closed(void *self, const struct step *step)
{
    size_t *predicted = self;

    *predicted += step->outcome.verdict == HPT_VERDICT_PREDICTED;
}

static enum hpt_status score_of(const struct hpt_tracker *t, const struct allocator *a,
                                struct model *m, size_t *score)
{
    size_t closed = 0;
    struct order w = {.self = &closed, .close = count_closed};
    enum hpt_status status = try_model(t, a, m, &w, score);

    *score += closed;
    return status;
}

/* Takes the model that another allocator's rules gave; the window begins anew. */
static void switch_model(struct hpt_tracker *t, struct model *better, size_t score)
{
    model_release(&t->model);
    t->model = *better;
    heaps_moved(&t->model.heaps);
    t->order.count = 0;
    t->run.predicted = score;
    t->run.mispredicted = 0;
    t->run.lost_lines = 0;
    t->run.doubt_event = 0;
    t->state.note_count = 0;
    tracker_notice(t, &(struct hpt_notice){.kind = HPT_NOTICE_MODEL,
                                           .event = t->state.event,
                                           .reason = t->model.allocator->name});
}

static void compare_models(struct hpt_tracker *t)
{
    const struct allocator *const *c = allocator_candidates(t->family);
    size_t best = 0;
    struct model kept = {0};
    enum hpt_status status = HPT_OK;

    for (size_t i = 0; c[i] && status == HPT_OK; i++) {
        struct model trial = {0};
        size_t score;
        status = score_of(t, c[i], &trial, &score);
        if (c[i] == t->model.allocator)
            score++; /* a tie keeps what there is */
        if (status == HPT_OK && score > best) {
            best = score;
            model_release(&kept);
            kept = trial;
        } else {
            model_release(&trial);
        }
    }
    if (status != HPT_OK)
        tracker_fail(t, status);
    else if (kept.allocator && kept.allocator != t->model.allocator) {
        switch_model(t, &kept, best);
        return;
    }
    model_release(&kept);
}

void run_choose_model(struct hpt_tracker *t, const struct deed *d, const struct outcome *o)
{
    if (t->run.first_count == FIRST_DEEDS || t->run.model_settled)
        return;
    t->first[t->run.first_count++] = *d;
    if (t->fixed || !o->forced || !allocator_candidates(t->family)[1] || t->run.bounds_set)
        return;
    compare_models(t);
}

bool run_restarted_unseen(struct hpt_tracker *t, const struct deed *d, struct outcome *o)
{
    enum { SURE = 3 };
    size_t from = t->order.count;
    struct deed deeds[ORDER_STEPS + 1];

    while (from > 0 && t->order.steps[from - 1].outcome.over_live &&
           t->order.steps[from - 1].deed.kind == HPT_EVENT_ALLOC)
        from--;
    size_t count = t->order.count - from;
    if (count < SURE)
        return false;
    for (size_t i = 0; i < count; i++)
        deeds[i] = t->order.steps[from + i].deed;
    if (heaps_can_undo(&t->model.heaps, t->order.steps[from].mark) &&
        heaps_undo(&t->model.heaps, t->order.steps[from].mark) != HPT_OK) {
        tracker_fail(t, HPT_ERR_MEMORY);
        return false;
    }
    order_cut(&t->order, from);
    enum allocator_family family = t->family;
    run_begin(t, "it allocates over blocks that were live", deeds[0].number);
    run_prepare(t, family);
    for (size_t i = 0; i < count; i++) {
        size_t late;
        enum hpt_status status = order_take(&t->order, &t->model, &deeds[i], o, &late);
        if (status != HPT_OK)
            tracker_fail(t, status);
        if (i + 1 < count) {
            t->first[t->run.first_count++] = deeds[i];
            t->state.allocations++;
        }
    }
    (void)d;
    return true;
}

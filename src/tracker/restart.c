/* Has the device started over without a word? Its first allocations then come again, and lie over
 * blocks that are live in the map. */
#include "tracker/tracker.h"

/* What it takes to be sure: events as at the beginning of the run, alone or with an overlap;
 * overlaps in a row, or such as a new run would explain. */
enum { ECHO = 5, ECHO_OVERLAP = 3, OVERLAPS = 3, OVERLAPS_PROVEN = 2 };

static bool same(const struct deed *a, const struct deed *b)
{
    return a->address == b->address && a->kind == b->kind && a->size == b->size &&
           a->old_address == b->old_address;
}

void restart_hear(struct hpt_tracker *t, const struct deed *d)
{
    struct run *run = &t->run;

    if (run->echo < run->first_count && same(&t->first[run->echo], d))
        run->echo++;
    else
        run->echo = run->first_count > 0 && same(&t->first[0], d);
    if (run->first_count < FIRST_DEEDS)
        t->first[run->first_count++] = *d;
}

static size_t overlaps_from(struct order *w, size_t from)
{
    size_t count = 0;

    for (size_t i = from; i < w->count; i++)
        count += order_step(w, i)->outcome.over_live;
    return count;
}

/* Would a device that starts with these steps put all its blocks where they are? */
static bool explains(struct hpt_tracker *t, size_t from)
{
    struct model model = {.padded_first = t->model.padded_first};
    struct order *w = &t->order;
    enum hpt_status status = HPT_OK;
    bool fits = true;
    size_t heap;

    model_use(&model, t->model.allocator);
    if (t->first_heap_set)
        status = heaps_add(&model.heaps, &t->first_heap, &heap);
    for (size_t i = from; i < w->count && status == HPT_OK && fits; i++) {
        struct outcome o;
        status = model_expect(&model, &order_step(w, i)->deed, &o, &fits);
        if (status == HPT_OK && !fits && i == from && !t->first_heap_set) {
            status = model_force(&model, &order_step(w, i)->deed, &o);
            fits = !o.over_live && !o.unmapped;
        }
    }
    model_release(&model);
    return fits && status == HPT_OK;
}

/* The deeds of a new run, oldest first: from the window, or, where the last events are those that
 * the run began with, as many of them. 0: it goes on. */
static size_t new_run(struct hpt_tracker *t, struct deed deeds[FIRST_DEEDS])
{
    struct order *w = &t->order;
    size_t open = order_first_open(w);
    size_t live = w->count;

    if (open == w->count)
        return 0;
    /* One release that was lost explains all: a restart will show in the events to come. */
    const struct outcome *last = &order_step(w, w->count - 1)->outcome;
    if (w->open == 1 && last->over_live && last->lost_releases == 1 && last->lost_allocs == 0)
        return 0;
    uint64_t number = order_step(w, w->count - 1)->deed.number;
    if (t->run.echo >= ECHO || (t->run.echo >= ECHO_OVERLAP && overlaps_from(w, open) > 0)) {
        for (size_t i = 0; i < t->run.echo; i++) {
            deeds[i] = t->first[i];
            deeds[i].number = number - t->run.echo + 1 + i;
        }
        return t->run.echo;
    }
    while (live > 0 && order_step(w, live - 1)->outcome.over_live &&
           order_step(w, live - 1)->deed.kind == HPT_EVENT_ALLOC)
        live--;
    bool proven = overlaps_from(w, open) >= OVERLAPS_PROVEN && explains(t, open);
    if (!proven && w->count - live < OVERLAPS)
        return 0;
    size_t from = proven ? open : live;
    for (size_t i = from; i < w->count; i++)
        deeds[i - from] = order_step(w, i)->deed;
    return w->count - from;
}

/* In this run: once more, or no longer. */
static void count_deed(struct hpt_tracker *t, const struct deed *d, bool belongs)
{
    const uint64_t one = belongs ? 1 : UINT64_MAX; /* minus one */
    struct hpt_state *s = &t->state;

    s->allocations += d->kind == HPT_EVENT_ALLOC ? one : 0;
    s->releases += d->kind == HPT_EVENT_FREE && d->address != 0 ? one : 0;
    s->null_releases += d->kind == HPT_EVENT_FREE && d->address == 0 ? one : 0;
    s->resizes += d->kind == HPT_EVENT_RESIZE ? one : 0;
    s->failures += d->kind == HPT_EVENT_FAIL ? one : 0;
}

bool restart_unseen(struct hpt_tracker *t, const struct outcome **o)
{
    struct deed deeds[FIRST_DEEDS];
    size_t count = new_run(t, deeds);
    enum allocator_family family = t->family;

    if (count == 0)
        return false;
    order_cut(&t->order, 0); /* what is in the window belongs to the new run, or has been told */
    for (size_t i = 0; i + 1 < count; i++)
        count_deed(t, &deeds[i], false);
    run_begin(t, "it allocates over blocks that were live", deeds[0].number);
    run_prepare(t, family);
    for (size_t i = 0; i < count; i++) {
        size_t late;
        restart_listen(t, &deeds[i]);
        enum hpt_status status = order_take(&t->order, &t->model, &deeds[i], o, &late);
        if (status != HPT_OK) {
            tracker_fail(t, status);
            break;
        }
        if (i + 1 < count) /* the last is counted as an event */
            count_deed(t, &deeds[i], true);
    }
    return true;
}

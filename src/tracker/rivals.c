/* Two allocators may give the same addresses for a while, and yet their blocks lie differently: a
 * request of 20 bytes takes 28 bytes of newlib-nano and 24 of newlib, and both put the first block
 * at the same place. As long as a rival explains all that the allocator in use explains, the map is
 * not certain. Rivals follow the trace beside the model, each with a map of its own, until an
 * address tells against them. */
#include "tracker/rivals.h"

#include "tracker/adopt.h"

#include <stdlib.h>

enum { RIVALS_MAX = 16 };

void rivals_release(struct rivals *r)
{
    for (size_t i = 0; i < r->count; i++)
        model_release(&r->all[i].model);
    free(r->all);
    *r = (struct rivals){0};
}

/* Do blocks of the two lie differently where their addresses are the same? Which end of a hole a
 * block is cut from tells where it ends, in a trace that began late. */
static bool differ(const struct hpt_tracker *t, const struct allocator *a)
{
    const struct allocator *b = t->model.allocator;
    bool given = t->first_heap_set && t->first_heap.bounds == HPT_BOUNDS_GIVEN;

    return a->need != b->need || a->front != b->front || (given && a->carve != b->carve);
}

static enum hpt_status add(struct hpt_tracker *t, const struct allocator *a, bool padded)
{
    struct contest *c = &t->rivals.all[t->rivals.count++];

    *c = (struct contest){.model = {.padded_first = padded}};
    model_use(&c->model, a);
    return contest_run(t, c);
}

/* All that differ from the allocator in use, after the first events. */
static enum hpt_status begin(struct hpt_tracker *t)
{
    const struct allocator *const *a = allocator_candidates(t->family);
    enum hpt_status status = HPT_OK;

    rivals_release(&t->rivals);
    t->rivals.of = t->model.allocator;
    t->rivals.all = calloc(RIVALS_MAX, sizeof *t->rivals.all);
    if (!t->rivals.all)
        return HPT_ERR_MEMORY;
    for (size_t i = 0; a[i] && status == HPT_OK; i++) {
        if (!differ(t, a[i]) || t->rivals.count + 2 > RIVALS_MAX)
            continue;
        status = add(t, a[i], false);
        if (status == HPT_OK && a[i]->padding > 0 && !t->first_heap_set)
            status = add(t, a[i], true);
    }
    return status;
}

static void drop(struct rivals *r, size_t which)
{
    model_release(&r->all[which].model);
    r->count--;
    if (which == r->count)
        return;
    r->all[which] = r->all[r->count];
    heaps_moved(&r->all[which].model.heaps);
}

/* Is there more against the rival than against the model? What a rival of a late trace did not
 * predict is little evidence. */
static bool is_refuted(const struct hpt_tracker *t, const struct contest *rival)
{
    enum { MUCH = 16 };

    return rival->against + rival->window.open > t->run.unexplained + t->order.open ||
           rival->score + MUCH < order_predicted(&t->order);
}

bool rivals_take_over(struct hpt_tracker *t)
{
    struct rivals *r = &t->rivals;
    int64_t most =
        contest_merit(&t->model, order_predicted(&t->order), t->run.unexplained + t->order.open);
    size_t best = r->count;

    for (size_t i = 0; i < r->count && t->model.late.is_late; i++) {
        const struct contest *c = &r->all[i];
        int64_t merit = contest_merit(&c->model, c->score, c->against + c->window.open);
        best = merit > most ? i : best;
        most = merit > most ? merit : most;
    }
    if (best == r->count)
        return false;
    run_switch_model(t, &r->all[best]);
    r->of = t->model.allocator;
    r->all[best] = r->all[--r->count];
    heaps_moved(&r->all[best].model.heaps);
    return true;
}

static void judge(struct hpt_tracker *t)
{
    struct rivals *r = &t->rivals;
    uint64_t predicted = order_predicted(&t->order);

    for (size_t i = r->count; i-- > 0;)
        if (t->model.late.is_late ? is_refuted(t, &r->all[i]) : r->all[i].score < predicted)
            drop(r, i);
    if (r->count > 0)
        return;
    rivals_release(r);
    t->run.undecided = false;
}

void rivals_weigh(struct hpt_tracker *t, const struct deed *d)
{
    struct rivals *r = &t->rivals;
    enum hpt_status status = HPT_OK;

    if (r->of != t->model.allocator)
        status = begin(t);
    else
        for (size_t i = 0; i < r->count && status == HPT_OK; i++)
            status = contest_take(&r->all[i], d);
    if (status != HPT_OK)
        tracker_fail(t, status);
    else
        judge(t);
}

void rivals_bounds(struct hpt_tracker *t, uint64_t start, uint64_t end)
{
    for (size_t i = 0; i < t->rivals.count; i++) {
        struct model *m = &t->rivals.all[i].model;
        enum hpt_status status = adopt_bounds(m, start, end, HPT_BOUNDS_PRINTED, true);
        if (status == HPT_ERR_MEMORY)
            tracker_fail(t, status);
    }
}

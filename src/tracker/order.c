#include "tracker/order.h"

#include "tracker/late.h"

enum hpt_status order_undo(struct model *m, const struct step *s)
{
    m->late = s->late;
    return heaps_undo(&m->heaps, s->mark);
}

static enum hpt_status apply(struct model *m, struct step *s)
{
    bool taken;

    order_mark(s, m);
    enum hpt_status status = model_expect(m, &s->deed, &s->outcome, &taken);
    if (status == HPT_OK && !taken)
        status = model_force(m, &s->deed, &s->outcome);
    s->open = s->outcome.forced;
    return status;
}

/* Would the release of an unknown block at `address` show that the trace began late? All of the map
 * is made anew then, which is more than can be undone. */
static bool begins_late(const struct model *m, uint64_t address)
{
    size_t heap = heaps_find(&m->heaps, address);

    return heap < m->heaps.count && late_begins(m, heap);
}

/* Applies a step if it is as expected; a release that was unknown before may stay so. */
static enum hpt_status apply_expected(struct model *m, struct step *s, bool *taken)
{
    bool was_unknown = s->outcome.warning != HPT_WARN_NONE && s->deed.kind == HPT_EVENT_FREE;

    order_mark(s, m);
    s->open = false;
    enum hpt_status status = model_expect(m, &s->deed, &s->outcome, taken);
    if (status != HPT_OK || *taken || !was_unknown || begins_late(m, s->deed.address))
        return status;
    *taken = true;
    return model_force(m, &s->deed, &s->outcome);
}

/* Tries the event before step `at`. *fits: that explains everything since. Else nothing has
 * changed. */
static enum hpt_status try_before(struct order *w, struct model *m, const struct deed *d, size_t at,
                                  bool *fits)
{
    struct step trial[ORDER_STEPS] = {{.deed = *d}};
    size_t count = w->count - at + 1;
    struct step first = *order_step(w, at);
    enum hpt_status status = order_undo(m, &first);

    for (size_t i = 1; i < count; i++)
        trial[i] = *order_step(w, at + i - 1);
    *fits = true;
    m->on_trial = true;
    m->trial_mark = first.mark;
    for (size_t i = 0; i < count && *fits && status == HPT_OK; i++) {
        status = apply_expected(m, &trial[i], fits);
        *fits = *fits && model_may_go_on(m);
    }
    m->on_trial = false;
    if (status != HPT_OK)
        return status;
    if (*fits) {
        for (size_t i = 0; i < count; i++)
            *order_step(w, at + i) = trial[i];
        w->count++;
        return HPT_OK;
    }
    status = order_undo(m, &first);
    for (size_t i = at; i < w->count && status == HPT_OK; i++)
        status = apply(m, order_step(w, i));
    return status;
}

static enum hpt_status push(struct order *w, struct model *m, const struct deed *d)
{
    struct step *s = order_step(w, w->count++);

    s->deed = *d;
    enum hpt_status status = apply(m, s);
    w->open += s->open;
    w->predicted += s->outcome.verdict == HPT_VERDICT_PREDICTED;
    return status;
}

/* Makes room for one more step. */
static void make_room(struct order *w)
{
    const struct step *oldest = order_step(w, 0);

    if (w->count < ORDER_STEPS)
        return;
    w->open -= oldest->open;
    w->close(w->self, oldest);
    order_leave(w);
}

size_t order_first_open(struct order *w)
{
    size_t i = 0;

    while (i < w->count && !order_step(w, i)->open)
        i++;
    return i;
}

/* The new event may be the late one that explains an open step. A release is none: its line is
 * printed before it is done (microbit-dal, MicroBitHeapAllocator.cpp), never after somebody else
 * got its block. */
static enum hpt_status try_before_open(struct order *w, struct model *m, const struct deed *d,
                                       size_t *late_by, bool *fits)
{
    size_t at = order_first_open(w);

    *fits = false;
    if (at == w->count || d->kind == HPT_EVENT_FAIL || d->kind == HPT_EVENT_FREE ||
        !heaps_can_undo(&m->heaps, order_step(w, at)->mark))
        return HPT_OK;
    *late_by = w->count - at;
    return try_before(w, m, d, at, fits);
}

/* An allocation is done before its line is begun, and so before what an interrupt prints inside the
 * line; a release is printed first. */
static enum hpt_status try_before_inner(struct order *w, struct model *m, const struct deed *d,
                                        size_t *late_by, bool *fits)
{
    *fits = false;
    if (d->inner == 0 || d->inner > w->count ||
        !heaps_can_undo(&m->heaps, order_step(w, w->count - d->inner)->mark))
        return HPT_OK;
    *late_by = d->inner;
    return try_before(w, m, d, w->count - d->inner, fits);
}

/* The new event is unexpected: it may itself be late by a few. */
static enum hpt_status try_earlier(struct order *w, struct model *m, const struct deed *d,
                                   size_t *late_by, bool *fits)
{
    enum hpt_status status = HPT_OK;

    *fits = false;
    if (d->kind == HPT_EVENT_FAIL) /* it has no address that could prove anything */
        return HPT_OK;
    for (size_t at = w->count; at-- > 0 && !*fits && status == HPT_OK;) {
        if (!heaps_can_undo(&m->heaps, order_step(w, at)->mark))
            break;
        *late_by = w->count - at;
        status = try_before(w, m, d, at, fits);
    }
    return status;
}

static const struct outcome *outcome_of(struct order *w, const struct deed *d)
{
    size_t i = w->count - 1;

    while (i > 0 && order_step(w, i)->deed.number != d->number)
        i--;
    return &order_step(w, i)->outcome;
}

enum hpt_status order_retry(struct order *w, struct model *m, const struct outcome **o,
                            size_t *late_by)
{
    struct step last = *order_step(w, w->count - 1);
    bool fits = false;

    *late_by = 0;
    *o = &order_step(w, w->count - 1)->outcome;
    if (!last.open || !heaps_can_undo(&m->heaps, last.mark))
        return HPT_OK;
    w->count--;
    enum hpt_status status = order_undo(m, &last);
    if (status == HPT_OK)
        status = try_earlier(w, m, &last.deed, late_by, &fits);
    if (status == HPT_OK && !fits) {
        *late_by = 0;
        status = push(w, m, &last.deed);
    }
    order_recount(w);
    *o = outcome_of(w, &last.deed);
    return status;
}

/* As order_take, where something in the window is not explained, or an order is known. */
static enum hpt_status take_with_care(struct order *w, struct model *m, const struct deed *d,
                                      const struct outcome **o, size_t *late_by)
{
    bool fits = false;
    enum hpt_status status = w->open > 0 ? try_before_open(w, m, d, late_by, &fits)
                                         : try_before_inner(w, m, d, late_by, &fits);

    if (status == HPT_OK && !fits) {
        *late_by = 0;
        status = push(w, m, d);
        if (status == HPT_OK && !w->in_order)
            return order_retry(w, m, o, late_by);
    }
    order_recount(w);
    *o = outcome_of(w, d);
    return status;
}

enum hpt_status order_take(struct order *w, struct model *m, const struct deed *d,
                           const struct outcome **o, size_t *late_by)
{
    make_room(w);
    if (w->open > 0 || d->inner > 0)
        return take_with_care(w, m, d, o, late_by);
    *late_by = 0;
    enum hpt_status status = push(w, m, d);
    *o = &order_step(w, w->count - 1)->outcome;
    if (status != HPT_OK || w->in_order || w->open == 0)
        return status;
    return order_retry(w, m, o, late_by);
}

void order_call_site(struct order *w, struct model *m, uint64_t address, uint64_t caller)
{
    model_call_site(m, address, caller);
    for (size_t i = w->count; i-- > 0;)
        if (order_step(w, i)->deed.address == address) {
            order_step(w, i)->deed.caller = caller;
            break;
        }
}

void order_close(struct order *w)
{
    for (size_t i = 0; i < w->count; i++)
        w->close(w->self, order_step(w, i));
    w->closed += w->predicted;
    w->count = w->first = w->open = w->predicted = 0;
}

void order_cut(struct order *w, size_t from)
{
    w->count = from < w->count ? from : w->count;
    order_recount(w);
}

void order_recount(struct order *w)
{
    w->open = w->predicted = 0;
    for (size_t i = 0; i < w->count; i++) {
        w->open += order_step(w, i)->open;
        w->predicted += order_step(w, i)->outcome.verdict == HPT_VERDICT_PREDICTED;
    }
}

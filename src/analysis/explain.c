/* Explains failures, and how near a heap is to one. */
#include "analysis/explain.h"

#include "analysis/kinds.h"
#include "analysis/measure.h"
#include "analysis/outlook.h"
#include "analysis/pinned.h"

#include <stdlib.h>

struct hpt_explainer {
    struct ledger ledger;
    struct lives lives;
    struct outlook outlook;
    struct hpt_event last; /* without its line */
    uint64_t first_release;
    enum hpt_status status; /* of what was heard so far */
    bool explains_failures;
    uint64_t from;   /* event: failures before it are not explained */
    uint64_t walked; /* blocks, to explain failures */
    bool has_failed;
    bool has_moved; /* the map, or what is known of it, may not be what it was at `failure` */
    struct hpt_explanation failure; /* the last */
};

/* Linux' index for external fragmentation, from 0, the memory is too little, to 1, it is too
 * scattered (Gorman and Whitcroft, OLS 2006; __fragmentation_index in mm/vmstat.c): 1 - (1 + F/s)/K
 * with F free bytes in K holes, none of which holds the s bytes that are needed. What the formula
 * puts below 0 is 0. */
static uint32_t index_of(const struct hpt_failure *f)
{
    uint64_t spent = f->holes > 0 ? (1000 + f->free_bytes * 1000 / f->need) / f->holes : 1000;

    return spent < 1000 ? (uint32_t)(1000 - spent) : 0;
}

static void tell_heaps(struct hpt_explanation *e, const struct hpt_state *state)
{
    for (size_t i = 0; i < state->heap_count; i++) {
        const struct hpt_heap *h = &state->heaps[i];
        if (h->native)
            continue;
        uint64_t short_of = hpt_heap_shortfall(h, e->failure.size);
        e->heaps++;
        if (e->failure.cause == HPT_CAUSE_REGION && h->largest_allocatable >= e->failure.size)
            e->room_in = h->index;
        if (h->bounds == HPT_BOUNDS_INFERRED) {
            e->has_inferred_bounds = true;
        } else if (!h->open && short_of > 0 && (e->more_heap == 0 || short_of < e->more_heap)) {
            e->more_heap = short_of;
            e->more_in = h->index;
        }
    }
}

static void tell_failure(struct hpt_explanation *e, const struct hpt_event *last,
                         const struct hpt_state *state)
{
    e->is_failure = true;
    e->input_line = last->input_line;
    e->old_address = last->old_address;
    e->caller = last->caller;
    e->size_known = last->size_known;
    e->failure = hpt_explain_event(state, last);
}

/* The line of the last event, if nothing came after it: a state that was reached in front of a line
 * feed has not counted it yet. */
static uint64_t line_of(const struct hpt_explainer *x, const struct hpt_state *state)
{
    bool is_there = x->last.number == state->event && x->last.input_line > state->line;

    return is_there ? x->last.input_line : state->line;
}

static enum hpt_status explain(struct hpt_explainer *x, const struct hpt_state *state,
                               struct hpt_explanation *e)
{
    if (x->status != HPT_OK || ledger_agree(&x->ledger, state, NULL) != HPT_OK)
        return HPT_ERR_MEMORY;
    *e = (struct hpt_explanation){.event = state->event,
                                  .input_line = line_of(x, state),
                                  .time_us = state->time_us,
                                  .run = state->run,
                                  .failures = state->failures,
                                  .size_known = true,
                                  .low_largest = state->low_largest_allocatable,
                                  .low_event = state->low_event,
                                  .first_release = x->first_release,
                                  .exactness = state->exactness,
                                  .allocator = state->allocator};
    if (x->last.kind == HPT_EVENT_FAIL && x->last.number == state->event && state->event > 0)
        tell_failure(e, &x->last, state);
    else
        e->failure = hpt_explain_failure(state, state->largest_allocatable + 1);
    tell_heaps(e, state);
    e->has_index =
        !e->failure.is_least && e->failure.need > 0 && e->failure.widest_hole < e->failure.need;
    e->index = e->has_index ? index_of(&e->failure) : 0;
    if (!e->is_failure && outlook_tell(&x->outlook, state, &e->outlook) != HPT_OK)
        return HPT_ERR_MEMORY;
    return e->size_known ? pinned_tell(e, state, &x->ledger, &x->lives) : HPT_OK;
}

/* The request of the failure before, in the same map. */
static bool fails_again(const struct hpt_explainer *x, const struct hpt_event *event,
                        const struct hpt_state *state)
{
    const struct hpt_explanation *e = &x->failure;

    return x->has_failed && !x->has_moved && e->failure.size == event->size &&
           e->failure.free_bytes == state->free_bytes &&
           e->failure.largest == state->largest_allocatable && e->size_known == event->size_known &&
           e->old_address == event->old_address;
}

/* Devices try again, and again: that must not cost a walk over the blocks each time. */
static void explain_again(struct hpt_explainer *x, const struct hpt_event *event,
                          const struct hpt_state *state)
{
    struct hpt_explanation *e = &x->failure;

    e->event = state->event;
    e->input_line = event->input_line;
    e->time_us = state->time_us;
    e->failures = state->failures;
    e->caller = event->caller;
    e->low_largest = state->low_largest_allocatable;
    e->low_event = state->low_event;
    e->exactness = state->exactness;
    pinned_age(e, state, &x->ledger);
}

static void take_failure(struct hpt_explainer *x, const struct hpt_event *event,
                         const struct hpt_state *state)
{
    if (fails_again(x, event, state)) {
        explain_again(x, event, state);
        return;
    }
    x->walked += measure_walk(state);
    x->status = explain(x, state, &x->failure);
    x->has_failed = true;
    x->has_moved = false;
}

/* What of the event concerns a run that may just have begun. */
static enum hpt_status take(struct hpt_explainer *x, const struct hpt_event *event,
                            const struct change *change)
{
    if (change->is_new_run) {
        lives_release(&x->lives);
        x->outlook = (struct outlook){0};
        x->first_release = 0;
    }
    if (change->gone == NULL)
        return HPT_OK;
    if (x->first_release == 0)
        x->first_release = event->number;
    return lives_add(&x->lives, kinds_key(&x->ledger, change->gone),
                     event->number - change->gone->event);
}

static void on_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct hpt_explainer *x = self;
    struct change change;

    if (x->status != HPT_OK || event->repeated)
        return;
    x->last = *event;
    x->last.line = (struct hpt_str){"", 0};
    x->status = ledger_event(&x->ledger, event, state, &change);
    if (x->status == HPT_OK)
        x->status = take(x, event, &change);
    outlook_event(&x->outlook, event, state);
    x->has_moved = x->has_moved || event->kind != HPT_EVENT_FAIL || change.is_new_run ||
                   change.is_rebuilt || event->warning != HPT_WARN_NONE;
    if (event->kind == HPT_EVENT_FAIL && x->explains_failures && event->number >= x->from &&
        x->status == HPT_OK)
        take_failure(x, event, state);
}

static void on_notice(void *self, const struct hpt_notice *notice, const struct hpt_state *state)
{
    (void)notice;
    (void)state;
    ((struct hpt_explainer *)self)->has_moved = true;
}

static void on_text(void *self, struct hpt_str bytes, uint64_t time_us)
{
    (void)time_us;
    ledger_text(&((struct hpt_explainer *)self)->ledger, bytes);
}

static void on_print(void *self, bool is_torn)
{
    ledger_print(&((struct hpt_explainer *)self)->ledger, is_torn);
}

struct hpt_explainer *hpt_explainer_new(void)
{
    return calloc(1, sizeof(struct hpt_explainer));
}

void hpt_explainer_free(struct hpt_explainer *explainer)
{
    if (explainer == NULL)
        return;
    ledger_release(&explainer->ledger);
    lives_release(&explainer->lives);
    free(explainer);
}

struct hpt_observer hpt_explainer_observer(struct hpt_explainer *explainer)
{
    return (struct hpt_observer){.self = explainer,
                                 .text = on_text,
                                 .print = on_print,
                                 .event = on_event,
                                 .notice = on_notice};
}

void hpt_explain_failures(struct hpt_explainer *explainer)
{
    explainer->explains_failures = true;
}

bool explain_hears_failures(const struct hpt_explainer *explainer)
{
    return explainer->explains_failures;
}

bool explain_costs_much(const struct hpt_explainer *explainer)
{
    return explainer->walked > EXPLAIN_WALK + explainer->last.number * EXPLAIN_WALK_MORE;
}

void explain_from(struct hpt_explainer *explainer, uint64_t event)
{
    explainer->from = event;
}

const struct hpt_explanation *hpt_last_failure(const struct hpt_explainer *explainer)
{
    return explainer->has_failed && explainer->status == HPT_OK ? &explainer->failure : NULL;
}

enum hpt_status hpt_explain(struct hpt_explainer *explainer, const struct hpt_state *state,
                            struct hpt_explanation *explanation)
{
    return explain(explainer, state, explanation);
}

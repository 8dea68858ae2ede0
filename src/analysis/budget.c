/* A budget as an observer: what is heard goes to the phases, and to the watches of the limits. */
#include "analysis/marked.h"
#include "analysis/watches.h"
#include "base/instant.h"
#include "base/str.h"

#include <stdlib.h>

enum {
    PHASES_MAX = 1000, /* marks beyond them begin no phase */
    PHASE_NAME = 120,
    ALL = PHASE_ALL
};

struct phase {
    char name[PHASE_NAME];
    struct hpt_phase figures;
    struct hpt_phase before; /* the run that is on */
    uint64_t run;            /* of the last measure */
};

struct hpt_budget {
    struct watches watches;
    struct phase *phases;
    size_t phase_count;
    size_t current;
    struct marked marked;
    bool is_fatal; /* the device has stopped; a restart is its end */
    struct measure last;
    struct hpt_instant place; /* of the last event or notice */
    enum hpt_status status;   /* the first failure */
};

/* What was free in this run so far was not: nobody knew what was there before the trace. */
static void take_back(struct phase *phase)
{
    struct hpt_phase *p = &phase->figures;

    p->largest = phase->before.largest;
    p->largest_known = phase->before.largest_known;
    p->fragmentation = phase->before.fragmentation;
    p->used_known = phase->before.used_known;
}

static void measure_phase(struct phase *phase, const struct measure *m, uint64_t run)
{
    struct hpt_phase *p = &phase->figures;

    if (phase->run != run)
        phase->before = *p;
    phase->run = run;
    if (m->is_open)
        take_back(phase);
    if (m->used > p->used)
        p->used = m->used;
    p->used_known = p->used_known || !m->is_open;
    if (!m->bounds_known)
        return;
    if (!p->largest_known || m->largest < p->largest)
        p->largest = m->largest;
    p->largest_known = true;
    if (m->fragmentation > p->fragmentation)
        p->fragmentation = m->fragmentation;
}

static void measure_all(struct hpt_budget *b)
{
    measure_phase(&b->phases[ALL], &b->last, b->place.run);
    measure_phase(&b->phases[b->current], &b->last, b->place.run);
    watches_measure(&b->watches, b->current, &b->last, &b->place);
}

static bool is_error(const struct hpt_event *e)
{
    return e->warning != HPT_WARN_NONE && e->warning != HPT_WARN_AFTER_LOSS &&
           e->warning != HPT_WARN_FREE_OLD;
}

static void count_phases(struct hpt_budget *b, uint64_t failures, uint64_t errors,
                         uint64_t restarts)
{
    const size_t numbers[] = {ALL, b->current};

    for (size_t i = 0; i < (b->current == ALL ? 1 : COUNT(numbers)); i++) {
        struct hpt_phase *p = &b->phases[numbers[i]].figures;
        p->failures += failures;
        p->errors += errors;
        p->restarts += restarts;
    }
}

static void on_event(void *self, const struct hpt_event *e, const struct hpt_state *state)
{
    struct hpt_budget *b = self;
    bool fails = e->kind == HPT_EVENT_FAIL && !e->repeated;

    if (b->status != HPT_OK)
        return;
    b->place = instant_of_event(e);
    b->status = watches_follow(&b->watches, e, state);
    b->last = measure_state(state);
    measure_all(b);
    count_phases(b, fails, is_error(e), 0);
    const struct happening what = {.place = b->place, .event = e};
    if (fails)
        watches_count(&b->watches, b->current, HPT_LIMIT_NO_FAILURES, &what);
    if (is_error(e))
        watches_count(&b->watches, b->current, HPT_LIMIT_NO_ERRORS, &what);
}

/* A fatal error and the restart that it ends in are one. */
static void on_notice(void *self, const struct hpt_notice *n, const struct hpt_state *state)
{
    struct hpt_budget *b = self;
    bool restarts = n->kind == HPT_NOTICE_RESTART, is_new = !b->is_fatal;

    if (b->status != HPT_OK || (!restarts && n->kind != HPT_NOTICE_FATAL))
        return;
    b->is_fatal = !restarts;
    if (!is_new)
        return;
    b->place = (struct hpt_instant){.event = n->event,
                                    .line = state->line + 1,
                                    .byte = state->byte,
                                    .time_us = state->time_us,
                                    .run = state->run};
    count_phases(b, 0, 0, 1);
    const struct happening what = {.place = b->place,
                                   .text = restarts ? str_of(n->reason) : n->text};
    watches_count(&b->watches, b->current, HPT_LIMIT_ALLOW_RESTARTS, &what);
}

/* Its number; PHASE_NONE without room for it. */
static size_t phase_of(struct hpt_budget *b, struct hpt_str name)
{
    if (name.len >= PHASE_NAME)
        name.len = PHASE_NAME - 1;
    for (size_t i = ALL + 1; i < b->phase_count; i++)
        if (str_is(name, b->phases[i].name))
            return i;
    if (b->phase_count == PHASES_MAX)
        return PHASE_NONE;
    struct phase *p = &b->phases[b->phase_count];
    *p = (struct phase){0};
    memcpy(p->name, name.at, name.len);
    for (char *at = p->name; (at = memchr(at, '\0', name.len - (size_t)(at - p->name))) != NULL;)
        *at = '?';
    return b->phase_count++;
}

static void begin_phase(struct hpt_budget *b, struct hpt_str name)
{
    size_t number = phase_of(b, name);

    if (number == PHASE_NONE)
        return;
    b->current = number;
    watches_begin(&b->watches, b->phases[number].name, number);
    if (b->place.run > 0)
        measure_all(b); /* what it begins with */
}

/* A line that matches begins the phase that is named by what matched. */
static void on_mark(void *self, struct hpt_str line)
{
    struct hpt_budget *b = self;
    const struct hpt_pattern *mark = &b->marked.pattern;
    struct hpt_str name;

    if (mark->find(mark->self, line, 0, &name) == HPT_FOUND)
        begin_phase(b, name);
}

static void on_text(void *self, struct hpt_str text, uint64_t time_us)
{
    struct hpt_budget *b = self;

    (void)time_us;
    if (b->status == HPT_OK)
        marked_text(&b->marked, text, on_mark, b);
}

void hpt_budget_mark(struct hpt_budget *b, struct hpt_str name)
{
    begin_phase(b, name);
}

struct hpt_budget *hpt_budget_new(const struct hpt_limit *limits, size_t count,
                                  const struct hpt_pattern *mark, const struct hpt_namer *namer)
{
    struct hpt_budget *b = calloc(1, sizeof *b);

    if (b == NULL)
        return NULL;
    b->phases = calloc(PHASES_MAX, sizeof *b->phases);
    if (b->phases == NULL || watches_open(&b->watches, limits, count, namer) != HPT_OK) {
        hpt_budget_free(b);
        return NULL;
    }
    b->phase_count = 1;
    if (mark != NULL)
        b->marked.pattern = *mark;
    if (mark != NULL)
        begin_phase(b, str_of(HPT_PHASE_START));
    return b;
}

void hpt_budget_free(struct hpt_budget *b)
{
    if (b == NULL)
        return;
    watches_release(&b->watches);
    marked_release(&b->marked);
    free(b->phases);
    free(b);
}

struct hpt_observer hpt_budget_observer(struct hpt_budget *b)
{
    return (struct hpt_observer){
        .self = b, .text = on_text, .event = on_event, .notice = on_notice};
}

enum hpt_status hpt_budget_judge(struct hpt_budget *b, struct hpt_finding *findings)
{
    watches_judge(&b->watches, findings);
    return b->status;
}

size_t hpt_budget_phases(const struct hpt_budget *b)
{
    return b->phase_count;
}

struct hpt_phase hpt_budget_phase(const struct hpt_budget *b, size_t number)
{
    struct hpt_phase figures = b->phases[number].figures;

    figures.name = number == ALL ? NULL : b->phases[number].name;
    return figures;
}

#include "analysis/outlook.h"

#include "analysis/measure.h"

#include <math.h>

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t most(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static void join(struct outlook_part *into, const struct outlook_part *next)
{
    into->last_event = next->last_event;
    into->time_us = next->time_us;
    into->free = least(into->free, next->free);
    into->largest = least(into->largest, next->largest);
    into->live = most(into->live, next->live);
    into->is_open = into->is_open || next->is_open;
    into->asked = most(into->asked, next->asked);
}

static void halve(struct outlook *c)
{
    for (size_t i = 0; i < OUTLOOK_PARTS / 2; i++) {
        c->parts[i] = c->parts[2 * i];
        join(&c->parts[i], &c->parts[2 * i + 1]);
    }
    c->count = OUTLOOK_PARTS / 2;
    c->length *= 2;
}

void outlook_event(struct outlook *c, const struct hpt_event *event, const struct hpt_state *state)
{
    bool is_served = event->kind != HPT_EVENT_FAIL && event->kind != HPT_EVENT_FREE;
    const struct outlook_part now = {.first_event = event->number,
                                     .last_event = event->number,
                                     .time_us = event->time_us,
                                     .free = state->free_bytes,
                                     .largest = state->largest_allocatable,
                                     .live = state->live_bytes,
                                     .is_open = state->open_bytes > 0,
                                     .asked = is_served ? event->size : 0};

    c->length = most(c->length, 1);
    if (c->count > 0 && c->taken < c->length) {
        join(&c->parts[c->count - 1], &now);
        c->taken++;
        return;
    }
    if (c->count == OUTLOOK_PARTS)
        halve(c);
    c->parts[c->count++] = now;
    c->taken = 1;
}

/* A figure of the parts from `from` on. */
static enum hpt_status tell_trend(const struct outlook *c, size_t from,
                                  uint64_t (*figure)(const struct outlook_part *part),
                                  struct hpt_trend *told)
{
    struct trend_point points[OUTLOOK_PARTS];
    struct trend trend;
    size_t count = 0;

    for (size_t i = from; i < c->count; i++)
        points[count++] = (struct trend_point){
            .x = ((double)c->parts[i].first_event + (double)c->parts[i].last_event) / 2,
            .y = (double)figure(&c->parts[i])};
    if (trend_of(points, count, &trend) != HPT_OK)
        return HPT_ERR_MEMORY;
    *told = (struct hpt_trend){
        .slope = trend.slope, .low = trend.low, .high = trend.high, .p = trend.p};
    told->now = trend.start + trend.slope * (double)c->parts[c->count - 1].last_event;
    return HPT_OK;
}

static uint64_t free_of(const struct outlook_part *part)
{
    return part->free;
}

static uint64_t largest_of(const struct outlook_part *part)
{
    return part->largest;
}

static uint64_t live_of(const struct outlook_part *part)
{
    return part->live;
}

/* When a request of `asked` bytes fails if the figure goes on to fall like that. */
static void project(struct hpt_outlook *o, const struct hpt_trend *t)
{
    double left = t->now - (double)o->asked;

    if (o->will_fail || t->slope >= 0 || t->p >= 0.05)
        return;
    left = left > 0 ? left : 0;
    o->will_fail = true;
    o->events = left / -t->slope;
    o->events_low = left / -t->low;
    o->events_high = t->high < 0 ? left / -t->high : HUGE_VAL;
}

enum hpt_status outlook_tell(const struct outlook *c, const struct hpt_state *state,
                             struct hpt_outlook *outlook)
{
    size_t from = c->count / 2;

    *outlook = (struct hpt_outlook){.has_bounds = measure_has_bounds(state)};
    if (c->count - from < OUTLOOK_PARTS_MIN)
        return HPT_OK;
    const struct outlook_part *first = &c->parts[from];
    const struct outlook_part *last = &c->parts[c->count - 1];
    outlook->is_known = true;
    outlook->from_event = first->first_event;
    if (first->time_us < last->time_us)
        outlook->us_per_event = (double)(last->time_us - first->time_us) /
                                (double)(last->last_event - first->last_event);
    for (size_t i = from; i < c->count; i++) {
        outlook->asked = most(outlook->asked, c->parts[i].asked);
        outlook->is_open = outlook->is_open || c->parts[i].is_open;
    }
    if (tell_trend(c, from, live_of, &outlook->live) != HPT_OK ||
        tell_trend(c, from, free_of, &outlook->free) != HPT_OK ||
        tell_trend(c, from, largest_of, &outlook->largest) != HPT_OK)
        return HPT_ERR_MEMORY;
    outlook->has_bounds = outlook->has_bounds && !outlook->is_open;
    if (outlook->has_bounds) {
        project(outlook, &outlook->largest);
        project(outlook, &outlook->free); /* what is not free cannot be allocated either */
    }
    return HPT_OK;
}

#include "travel/course.h"

#include <string.h>

void course_init(struct course *c)
{
    *c = (struct course){.step = 1};
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t most(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static void join_free(struct course_part *part, const struct course_part *more)
{
    if (more->is_open)
        return;
    bool is_first = part->is_open;
    part->is_open = false;
    part->largest_least =
        is_first ? more->largest_least : least(part->largest_least, more->largest_least);
    part->largest_most = most(part->largest_most, more->largest_most);
    part->free_least = is_first ? more->free_least : least(part->free_least, more->free_least);
    part->scattered_least = is_first
                                ? more->scattered_least
                                : (uint16_t)least(part->scattered_least, more->scattered_least);
    part->scattered_most = (uint16_t)most(part->scattered_most, more->scattered_most);
}

/* *part goes on with what is in *more, which is later. */
static void join(struct course_part *part, const struct course_part *more)
{
    part->used_least = least(part->used_least, more->used_least);
    part->used_most = most(part->used_most, more->used_most);
    join_free(part, more);
    part->failures += more->failures;
    part->marks += more->marks;
    part->restarts += more->restarts;
    part->time_us = more->time_us;
}

static void halve(struct course *c)
{
    for (size_t i = 0; i < COURSE_PARTS / 2; i++) {
        c->parts[i] = c->parts[2 * i];
        join(&c->parts[i], &c->parts[2 * i + 1]);
    }
    c->count = COURSE_PARTS / 2;
    c->step *= 2;
}

static uint16_t scattered(const struct hpt_state *state)
{
    uint64_t apart = state->free_bytes - least(state->largest_allocatable, state->free_bytes);

    return (uint16_t)(state->free_bytes == 0 ? 0 : apart * 1000 / state->free_bytes);
}

static struct course_part figures_of(const struct hpt_event *event, const struct hpt_state *state)
{
    uint64_t used = state->counted_only
                        ? state->live_bytes
                        : state->total_bytes - state->free_bytes - state->open_bytes;
    uint16_t apart = scattered(state);

    if (state->open_bytes > 0)
        return (struct course_part){.used_least = used,
                                    .used_most = used,
                                    .is_open = true,
                                    .failures = event->kind == HPT_EVENT_FAIL && !event->repeated,
                                    .time_us = event->time_us};
    return (struct course_part){.used_least = used,
                                .used_most = used,
                                .largest_least = state->largest_allocatable,
                                .largest_most = state->largest_allocatable,
                                .free_least = state->free_bytes,
                                .scattered_least = apart,
                                .scattered_most = apart,
                                .failures = event->kind == HPT_EVENT_FAIL && !event->repeated,
                                .time_us = event->time_us};
}

/* A part for the next event; it begins with the figures that hold until then. */
static struct course_part *open_part(struct course *c, const struct course_part *now)
{
    struct course_part *part = &c->parts[c->count];

    *part = c->count > 0 ? c->now : *now;
    part->failures = 0;
    part->marks = c->early_marks;
    part->restarts = c->early_restarts;
    c->early_marks = c->early_restarts = 0;
    c->count++;
    return part;
}

void course_event(struct course *c, const struct hpt_event *event, const struct hpt_state *state)
{
    struct course_part now = figures_of(event, state);

    if (c->count == 0)
        c->first = event->number;
    if (event->number - c->first == c->step * COURSE_PARTS)
        halve(c);
    if (event->number - c->first == c->step * c->count)
        (void)open_part(c, &now);
    join(&c->parts[c->count - 1], &now);
    c->now = now;
    c->last = event->number;
    c->total_most = most(c->total_most, state->total_bytes);
}

void course_notice(struct course *c, const struct hpt_notice *notice)
{
    if (notice->kind != HPT_NOTICE_RESTART)
        return;
    if (c->count > 0)
        c->parts[c->count - 1].restarts++;
    else
        c->early_restarts++;
}

void course_mark(struct course *c)
{
    if (c->count > 0)
        c->parts[c->count - 1].marks++;
    else
        c->early_marks++;
}

bool course_sum(const struct course *c, uint64_t from, uint64_t to, struct course_part *sum)
{
    from = most(from, c->first);
    to = least(to, c->last);
    if (c->count == 0 || from > to)
        return false;
    size_t i = (size_t)((from - c->first) / c->step);
    size_t end = (size_t)((to - c->first) / c->step);
    *sum = c->parts[i];
    while (i++ < end)
        join(sum, &c->parts[i]);
    return true;
}

#include "travel/runner.h"

#include <stdlib.h>

void stand_release(struct stand *s)
{
    if (s->scene != NULL)
        scene_release(s->scene);
    free(s->scene);
    *s = (struct stand){0};
}

enum hpt_status stand_copy(struct stand *to, const struct stand *from)
{
    struct scene *room = to->scene; /* used again: fresh memory costs more than the copy */

    if (room != NULL)
        scene_release(room);
    else
        room = malloc(sizeof *room);
    *to = *from;
    to->scene = room;
    if (room != NULL && scene_copy(room, from->scene) == HPT_OK)
        return HPT_OK;
    if (room != NULL)
        stand_release(to);
    *to = (struct stand){0};
    return HPT_ERR_MEMORY;
}

bool stand_is_before(const struct stand *s, const struct goal *goal)
{
    const struct hpt_state *state = hpt_state(s->scene->tracker);

    switch (goal->kind) {
    case GOAL_EVENT:
        return state->event < goal->number || (state->event == goal->number && s->at_event);
    case GOAL_LINE:
        return state->line < goal->number;
    case GOAL_BYTE:
        return state->byte < goal->number;
    case GOAL_TIME:
        return s->time_us <= goal->number && !s->is_ended;
    }
    return false;
}

static void on_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct runner *r = self;
    bool has_enough = r->has_client && r->client.enough != NULL && r->client.enough(r->client.self);

    (void)state;
    if (event->number < r->stop_event && !has_enough)
        return;
    r->is_reached = true;
    hpt_stop(r->at.scene->tracker);
}

enum hpt_status runner_leave(struct runner *r, const struct stand *from)
{
    const struct hpt_observer stops = {.self = r, .event = on_event};

    if (from == &r->at)
        return HPT_OK;
    enum hpt_status status = stand_copy(&r->at, from);
    if (status != HPT_OK)
        return status;
    r->reader.place = from->place;
    if (r->has_client) /* it hears an event before it is asked */
        status = hpt_observe(r->at.scene->tracker, &r->client.observer);
    return status == HPT_OK ? hpt_observe(r->at.scene->tracker, &stops) : status;
}

void runner_release(struct runner *r)
{
    stand_release(&r->at);
    history_reader_release(&r->reader);
}

/* The bytes up to the n-th line feed, or all. */
static size_t up_to_line(struct hpt_str bytes, uint64_t n)
{
    struct hpt_str rest = bytes;

    for (; n > 0; n--) {
        const char *lf = memchr(rest.at, '\n', rest.len);
        if (lf == NULL)
            return bytes.len;
        str_skip(&rest, (size_t)(lf + 1 - rest.at));
    }
    return bytes.len - rest.len;
}

/* How many of the bytes that are next come before the goal. */
static size_t cut(const struct hpt_state *state, const struct history_item *item,
                  const struct goal *goal)
{
    uint64_t left = goal->number - state->byte;

    if (item->kind != ITEM_BYTES)
        return 0;
    switch (goal->kind) {
    case GOAL_BYTE:
        return item->bytes.len < left ? item->bytes.len : (size_t)left;
    case GOAL_LINE:
        return up_to_line(item->bytes, goal->number - state->line);
    case GOAL_EVENT:
    case GOAL_TIME:
        break;
    }
    return item->bytes.len;
}

static bool is_there(const struct runner *r, const struct goal *goal)
{
    const struct hpt_state *state = hpt_state(r->at.scene->tracker);

    switch (goal->kind) {
    case GOAL_EVENT:
        return r->at.at_event && state->event >= goal->number;
    case GOAL_LINE:
        return state->line >= goal->number;
    case GOAL_BYTE:
        return state->byte >= goal->number;
    case GOAL_TIME:
        break;
    }
    return false;
}

/* A goal in time is reached in front of what comes later, and of the end. */
static bool is_beyond(const struct history_item *item, const struct goal *goal)
{
    return goal->kind == GOAL_TIME &&
           (item->kind == ITEM_END || (item->kind == ITEM_BYTES && item->time_us > goal->number));
}

static enum hpt_status take(struct runner *r, const struct history_item *item, size_t size)
{
    struct hpt_tracker *t = r->at.scene->tracker;
    enum hpt_status status = HPT_OK;

    switch (item->kind) {
    case ITEM_BYTES:
        r->at.time_us = item->time_us > r->at.time_us ? item->time_us : r->at.time_us;
        status = hpt_feed(t, item->bytes.at, size, item->time_us, &size);
        break;
    case ITEM_SHOW:
        status = hpt_show_held(t);
        break;
    case ITEM_GAP:
        status = hpt_gap(t);
        break;
    case ITEM_END:
        r->at.is_ended = true;
        status = hpt_end(t);
        break;
    }
    history_skip(&r->reader, item, size);
    return status;
}

enum hpt_status runner_step(struct runner *r, struct history *h, const struct goal *goal,
                            size_t most, enum run *run)
{
    struct history_item item;
    bool is_end;

    *run = RUN_REACHED;
    if (is_there(r, goal))
        return HPT_OK;
    enum hpt_status status = history_peek(h, &r->reader, &item, &is_end);
    if (status == HPT_OK && is_end) {
        *run = RUN_AT_END;
        return HPT_OK;
    }
    if (status == HPT_OK && is_beyond(&item, goal))
        return HPT_OK;
    r->stop_event = goal->kind == GOAL_EVENT ? goal->number : UINT64_MAX;
    r->is_reached = false;
    if (status == HPT_OK) {
        size_t size = cut(hpt_state(r->at.scene->tracker), &item, goal);
        status = take(r, &item, size < most ? size : most);
    }
    if (status != HPT_OK) {
        stand_release(&r->at);
        return status;
    }
    r->at.place = r->reader.place;
    r->at.at_event = r->is_reached;
    *run = r->is_reached ? RUN_REACHED : RUN_GOES_ON;
    return HPT_OK;
}

enum hpt_status runner_run(struct runner *r, struct history *h, const struct goal *goal,
                           enum run *run)
{
    enum hpt_status status;

    do
        status = runner_step(r, h, goal, SIZE_MAX, run);
    while (status == HPT_OK && *run == RUN_GOES_ON);
    return status;
}

#include "travel/inside.h"

#include <errno.h>
#include <stdlib.h>

static void on_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct travel *t = self;

    course_event(&t->course, event, state);
    if (event->kind == HPT_EVENT_FAIL && !event->repeated)
        stops_add(&t->stops, STOP_FAILURE, event->number, (struct hpt_str){0});
}

static void on_notice(void *self, const struct hpt_notice *notice, const struct hpt_state *state)
{
    struct travel *t = self;

    (void)state;
    course_notice(&t->course, notice);
    if (notice->kind == HPT_NOTICE_RESTART)
        stops_add(&t->stops, STOP_RESTART, notice->event > 0 ? notice->event - 1 : 0,
                  (struct hpt_str){0});
}

/* What is kept was told to the history. */
static void kept(struct travel *t, bool is_kept)
{
    t->text_told = t->scene.byte_count;
    t->live.place = history_end(&t->history);
    if (is_kept)
        t->kept_event = hpt_state(t->scene.tracker)->event;
}

/* Held bytes were given out before their line was decided: that is told in a travel too. */
static void on_pause(void *self, bool is_over)
{
    struct travel *t = self;

    if (!is_over && t->scene.byte_count != t->text_told)
        kept(t, history_add(&t->history, ITEM_SHOW));
}

static enum hpt_status observe(struct travel *t)
{
    const struct hpt_observer scene = scene_observer(&t->scene);
    const struct hpt_observer own = {
        .self = t, .event = on_event, .notice = on_notice, .pause = on_pause};
    enum hpt_status status = hpt_observe(t->scene.tracker, &scene);

    return status == HPT_OK ? hpt_observe(t->scene.tracker, &own) : status;
}

struct travel *travel_new(struct hpt_tracker *tracker, const struct travel_options *options,
                          int *error)
{
    struct travel *t = calloc(1, sizeof *t);
    size_t most = options->memory > 0 ? options->memory : TRAVEL_MEMORY;

    *error = ENOMEM;
    if (t == NULL)
        return NULL;
    scene_init(&t->scene, tracker);
    course_init(&t->course);
    t->live.scene = &t->scene;
    t->first_event = t->kept_event = hpt_state(tracker)->event;
    if (history_open(&t->history, options->directory) != HPT_OK)
        *error = t->history.error;
    else if (keyframes_init(&t->keyframes, most, &t->live) == HPT_OK && observe(t) == HPT_OK)
        return t;
    travel_free(t);
    return NULL;
}

void travel_free(struct travel *t)
{
    if (t == NULL)
        return;
    runner_release(&t->here);
    runner_release(&t->apart);
    stand_release(&t->near);
    stand_release(&t->shown);
    keyframes_release(&t->keyframes);
    history_release(&t->history);
    stops_release(&t->stops);
    free(t);
}

void travel_fed(struct travel *t, const char *bytes, size_t size, uint64_t time_us)
{
    t->live.time_us = time_us > t->live.time_us ? time_us : t->live.time_us;
    kept(t, history_add_bytes(&t->history, bytes, size, time_us));
    if (t->history.error == 0)
        keyframes_offer(&t->keyframes, &t->live);
}

void travel_gap(struct travel *t)
{
    kept(t, history_add(&t->history, ITEM_GAP));
}

void travel_end(struct travel *t)
{
    t->live.is_ended = true;
    kept(t, history_add(&t->history, ITEM_END));
}

void travel_mark(struct travel *t, struct hpt_str text)
{
    course_mark(&t->course);
    stops_add(&t->stops, STOP_MARK, hpt_state(t->scene.tracker)->event, text);
}

const struct scene *travel_live(const struct travel *t)
{
    return &t->scene;
}

const struct course *travel_course(const struct travel *t)
{
    return &t->course;
}

void travel_figures(const struct travel *t, struct travel_figures *figures)
{
    const struct hpt_state *state = hpt_state(t->scene.tracker);
    const struct keyframes *k = &t->keyframes;

    *figures =
        (struct travel_figures){.first_event = t->first_event,
                                .last_event = t->history.error == 0 ? state->event : t->kept_event,
                                .bytes = state->byte,
                                .packed_bytes = t->history.file_size,
                                .keyframes = k->count,
                                .keyframe_bytes = k->size,
                                .keyframe_events = (state->event - t->first_event) / k->count,
                                .stops_dropped = t->stops.dropped,
                                .error = t->history.error};
}

bool travel_next_stop(const struct travel *t, uint64_t event, bool forward,
                      struct travel_stop *stop)
{
    return stops_next(&t->stops, event, forward, stop);
}

bool travel_failure(const struct travel *t, uint64_t n, uint64_t *event)
{
    return stops_failure(&t->stops, n, event);
}

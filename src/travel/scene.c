#include "travel/scene.h"

#include <string.h>

void scene_init(struct scene *s, struct hpt_tracker *tracker)
{
    *s = (struct scene){.tracker = tracker};
}

static struct scene_remark *open_remark(struct scene *s, enum remark_kind kind, uint64_t number,
                                        uint64_t run)
{
    struct scene_remark *r = &s->remarks[s->remark_count++ % SCENE_REMARKS];

    *r = (struct scene_remark){.kind = kind, .number = number, .run = run};
    return r;
}

static struct scene_figures figures_of(const struct hpt_state *state)
{
    return (struct scene_figures){.live_blocks = state->live_blocks,
                                  .free_bytes = state->free_bytes,
                                  .largest = state->largest_allocatable,
                                  .are_known = state->heap_count > 0,
                                  .are_inferred = state->exactness.level == HPT_LEVEL_INFERRED};
}

static void on_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct scene *s = self;
    struct hpt_event *kept = &s->events[s->event_count % SCENE_EVENTS];

    s->figures[s->event_count++ % SCENE_EVENTS] = figures_of(state);
    *kept = *event;
    kept->line = (struct hpt_str){0};
    if (event->warning != HPT_WARN_NONE && event->warning != HPT_WARN_AFTER_LOSS)
        open_remark(s, REMARK_WARNING, event->number, event->run)->event = *kept;
    if (event->kind == HPT_EVENT_FAIL && !event->repeated)
        open_remark(s, REMARK_FAILURE, event->number, event->run)->event = *kept;
}

static void on_notice(void *self, const struct hpt_notice *notice, const struct hpt_state *state)
{
    uint64_t number = notice->event != 0 ? notice->event : state->event;
    struct scene_remark *r = open_remark(self, REMARK_NOTICE, number, state->run);

    r->notice = *notice;
    r->notice.reason = NULL;
    r->notice.text = (struct hpt_str){0};
    if (notice->reason != NULL)
        strncpy(r->reason, notice->reason, sizeof r->reason - 1);
}

static struct scene_line *last_line(struct scene *s)
{
    return &s->lines[(s->line_count - 1) % SCENE_LINES];
}

static void open_line(struct scene *s, uint64_t time_us)
{
    s->line_count++;
    s->line_is_open = true;
    *last_line(s) = (struct scene_line){
        .at = s->byte_count, .event = hpt_state(s->tracker)->event, .time_us = time_us};
}

/* Bytes go through the ring in order, line ends too. */
static void keep_bytes(struct scene *s, const char *at, size_t size)
{
    size_t skipped = size > SCENE_BYTES ? size - SCENE_BYTES : 0;
    size_t place = (size_t)((s->byte_count + skipped) % SCENE_BYTES);
    size_t first = size - skipped < SCENE_BYTES - place ? size - skipped : SCENE_BYTES - place;

    memcpy(s->bytes + place, at + skipped, first);
    memcpy(s->bytes, at + skipped + first, size - skipped - first);
    s->byte_count += size;
}

/* The LF or CR in [at, end), or end. */
static const char *line_end(const char *at, const char *end)
{
    const char *lf = memchr(at, '\n', (size_t)(end - at));
    const char *stop = lf != NULL ? lf : end;
    const char *cr = memchr(at, '\r', (size_t)(stop - at));

    return cr != NULL ? cr : stop;
}

/* Takes what there is of one line, with its end, off the front; returns the rest. */
static const char *take_line(struct scene *s, const char *at, const char *end, uint64_t time_us)
{
    bool ends = *at == '\n' || *at == '\r';

    if (!s->line_is_open || (last_line(s)->length == SCENE_LINE && !ends))
        open_line(s, time_us);
    struct scene_line *line = last_line(s);
    size_t room = SCENE_LINE - line->length;
    const char *limit = (size_t)(end - at) > room ? at + room : end;
    const char *stop = line_end(at, limit);
    size_t length = (size_t)(stop - at);
    bool has_end = stop < limit || (stop < end && (*stop == '\n' || *stop == '\r'));

    line->length += (uint32_t)length;
    s->line_is_open = !has_end;
    s->has_cr = has_end && *stop == '\r';
    keep_bytes(s, at, length + has_end);
    return stop + has_end;
}

static void on_text(void *self, struct hpt_str bytes, uint64_t time_us)
{
    struct scene *s = self;
    const char *at = bytes.at;
    const char *end = at + bytes.len;

    while (at < end) {
        if (s->has_cr && *at == '\n')
            keep_bytes(s, at++, 1);
        else
            at = take_line(s, at, end, time_us);
        s->has_cr = s->has_cr && at[-1] == '\r';
    }
}

static void on_pause(void *self, bool is_over)
{
    struct scene *s = self;

    if (is_over)
        s->line_is_open = s->has_cr = false;
}

struct hpt_observer scene_observer(struct scene *s)
{
    return (struct hpt_observer){
        .self = s, .text = on_text, .event = on_event, .notice = on_notice, .pause = on_pause};
}

enum hpt_status scene_copy(struct scene *to, const struct scene *from)
{
    *to = *from;
    to->owns_tracker = true;
    to->tracker = hpt_tracker_copy(from->tracker);
    if (to->tracker == NULL)
        return HPT_ERR_MEMORY;
    const struct hpt_observer observer = scene_observer(to);
    return hpt_observe(to->tracker, &observer);
}

void scene_release(struct scene *s)
{
    if (s->owns_tracker)
        hpt_tracker_free(s->tracker);
    s->tracker = NULL;
}

size_t scene_size(const struct scene *s)
{
    return sizeof *s + hpt_tracker_size(s->tracker);
}

const struct hpt_event *scene_event(const struct scene *s, uint64_t i)
{
    bool is_kept = i < SCENE_EVENTS && i < s->event_count;

    return is_kept ? &s->events[(s->event_count - 1 - i) % SCENE_EVENTS] : NULL;
}

const struct scene_figures *scene_figures(const struct scene *s, const struct hpt_event *event)
{
    return &s->figures[event - s->events];
}

const struct scene_remark *scene_remark(const struct scene *s, uint64_t i)
{
    bool is_kept = i < SCENE_REMARKS && i < s->remark_count;

    return is_kept ? &s->remarks[(s->remark_count - 1 - i) % SCENE_REMARKS] : NULL;
}

bool scene_line(const struct scene *s, uint64_t i, const struct scene_line **line,
                struct hpt_str pieces[2])
{
    if (i >= SCENE_LINES || i >= s->line_count)
        return false;
    const struct scene_line *l = &s->lines[(s->line_count - 1 - i) % SCENE_LINES];
    if (s->byte_count - l->at > SCENE_BYTES)
        return false;
    size_t place = (size_t)(l->at % SCENE_BYTES);
    size_t first = l->length < SCENE_BYTES - place ? l->length : SCENE_BYTES - place;
    *line = l;
    pieces[0] = (struct hpt_str){s->bytes + place, first};
    pieces[1] = (struct hpt_str){s->bytes, l->length - first};
    return true;
}

uint64_t scene_lines(const struct scene *s)
{
    const struct scene_line *line;
    struct hpt_str pieces[2];
    uint64_t count = 0;

    while (scene_line(s, count, &line, pieces))
        count++;
    return count;
}

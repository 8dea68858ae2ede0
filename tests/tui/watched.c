#include "watched.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *watch_file(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    char *text = NULL;
    long length = -1;

    if (f == NULL)
        return NULL;
    if (fseek(f, 0, SEEK_END) == 0)
        length = ftell(f);
    if (length >= 0 && fseek(f, 0, SEEK_SET) == 0)
        text = malloc((size_t)length + 1);
    if (text != NULL) {
        *size = fread(text, 1, (size_t)length, f);
        text[*size] = '\0';
    }
    fclose(f);
    return text;
}

static void hear_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct watched *w = self;

    (void)state;
    if (event->number == w->stop)
        hpt_stop(w->tracker);
}

static void course_hears(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    course_event(self, event, state);
}

static void course_hears_notice(void *self, const struct hpt_notice *notice,
                                const struct hpt_state *state)
{
    (void)state;
    course_notice(self, notice);
}

static bool hear_all(struct course *course, const struct hpt_options *options, struct hpt_str text)
{
    struct hpt_tracker *t = hpt_tracker_new(options, NULL);

    course_init(course);
    bool ok = t != NULL &&
              hpt_observe(t, &(struct hpt_observer){.self = course,
                                                    .event = course_hears,
                                                    .notice = course_hears_notice}) == HPT_OK &&
              hpt_feed(t, text.at, text.len, 0, NULL) == HPT_OK && hpt_end(t) == HPT_OK;
    hpt_tracker_free(t);
    return ok;
}

void watch_gather(struct watched *w)
{
    if (gather_make(&w->gather, w->show.state, &w->app, NULL) != HPT_OK)
        abort();
}

bool watch(struct watched *w, const struct hpt_options *options, struct hpt_str text, uint64_t at)
{
    size_t taken = 0;

    *w = (struct watched){.stop = at};
    w->tracker = hpt_tracker_new(options, NULL);
    if (w->tracker == NULL)
        return false;
    scene_init(&w->scene, w->tracker);
    struct hpt_observer scene = scene_observer(&w->scene);
    struct hpt_observer stop = {.self = w, .event = hear_event};
    if (hpt_observe(w->tracker, &scene) != HPT_OK || hpt_observe(w->tracker, &stop) != HPT_OK ||
        hpt_feed(w->tracker, text.at, text.len, 0, &taken) != HPT_OK ||
        (taken == text.len && hpt_end(w->tracker) != HPT_OK) ||
        !hear_all(&w->course, options, text))
        return false;
    w->show = (struct show){.app = &w->app,
                            .scene = &w->scene,
                            .state = hpt_state(w->tracker),
                            .course = &w->course,
                            .gather = &w->gather,
                            .look = {.colors = 256},
                            .input = "board.log",
                            .first_event = 0,
                            .last_event = w->course.last};
    watch_gather(w);
    return true;
}

void watch_release(struct watched *w)
{
    gather_release(&w->gather);
    hpt_tracker_free(w->tracker);
}

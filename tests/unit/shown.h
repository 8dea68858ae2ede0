/* A capture up to some event, as the full-screen view sees it: feeds a tracker with a scene, and
 * draws views into a grid whose rows can be compared. */
#ifndef UNIT_SHOWN_H
#define UNIT_SHOWN_H

#include "test.h"

#include "travel/scene.h"
#include "tui/draw.h"

#include <stdio.h>
#include <stdlib.h>

struct shown {
    struct hpt_tracker *tracker;
    struct scene scene;
    struct gather gather;
    struct app app;
    struct show show;
    struct grid grid;
    uint64_t stop_at; /* event; 0: at the end */
    char row[4096];
};

static inline void stop_there(void *self, const struct hpt_event *e, const struct hpt_state *s)
{
    struct shown *v = self;

    (void)s;
    if (v->stop_at != 0 && e->number == v->stop_at)
        hpt_stop(v->tracker);
}

/* After a key, or when the app was changed: what it now shows. */
static inline void shown_again(struct shown *v)
{
    assert_int_equal(gather_make(&v->gather, v->show.state, &v->app, v->show.namer), HPT_OK);
    app_settle(&v->app, &v->show);
}

static inline void shown_open(struct shown *v, int rows, int columns)
{
    memset(v, 0, sizeof *v);
    v->tracker = hpt_tracker_new(&(struct hpt_options){0}, NULL);
    assert_non_null(v->tracker);
    scene_init(&v->scene, v->tracker);
    const struct hpt_observer observer = scene_observer(&v->scene);
    assert_int_equal(hpt_observe(v->tracker, &observer), HPT_OK);
    assert_int_equal(
        hpt_observe(v->tracker, &(struct hpt_observer){.self = v, .event = stop_there}), HPT_OK);
    v->app = (struct app){.rows = rows, .columns = columns, .is_following = true, .is_over = true};
    v->show = (struct show){.app = &v->app,
                            .scene = &v->scene,
                            .state = hpt_state(v->tracker),
                            .gather = &v->gather,
                            .look = {.colors = 256},
                            .input = "badge.log"};
    assert_int_equal(grid_resize(&v->grid, rows, columns), HPT_OK);
}

static inline void shown_feed(struct shown *v, const char *text, size_t size)
{
    size_t consumed = 0;

    assert_int_equal(hpt_feed(v->tracker, text, size, 0, &consumed), HPT_OK);
    if (consumed == size && v->stop_at == 0)
        assert_int_equal(hpt_settle(v->tracker), HPT_OK);
    v->show.state = hpt_state(v->tracker);
    v->show.last_event = v->show.state->event;
    shown_again(v);
}

static inline void shown_say(struct shown *v, const char *text)
{
    shown_feed(v, text, strlen(text));
}

static inline void shown_capture(struct shown *v, const char *name, uint64_t event)
{
    char path[512];

    (void)snprintf(path, sizeof path, "%s/%s.log", CAPTURES, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = malloc(1 << 20);
    assert_non_null(bytes);
    size_t size = fread(bytes, 1, 1 << 20, file);
    assert_int_equal(fclose(file), 0);
    v->stop_at = event;
    shown_feed(v, bytes, size);
    free(bytes);
}

static inline void shown_close(struct shown *v)
{
    gather_release(&v->gather);
    grid_release(&v->grid);
    hpt_tracker_free(v->tracker);
}

static inline void shown_draw(struct shown *v, void (*draw)(struct area, const struct show *))
{
    area_fill(area_of(&v->grid), (struct pen){0}, ' ');
    draw(area_of(&v->grid), &v->show);
}

/* A row as text; valid until the next one is asked for. */
static inline const char *shown_row(struct shown *v, int row)
{
    (void)grid_row_text(&v->grid, row, v->row, sizeof v->row);
    return v->row;
}

static inline bool shown_has(struct shown *v, const char *text)
{
    for (int row = 0; row < v->grid.rows; row++)
        if (strstr(shown_row(v, row), text) != NULL)
            return true;
    return false;
}

static inline struct request shown_press(struct shown *v, const struct key *key)
{
    struct request r = app_key(&v->app, key, &v->show);

    shown_again(v);
    return r;
}

static inline struct request shown_type(struct shown *v, const char *characters)
{
    struct request r = {.wish = WISH_NOTHING};

    for (; *characters != '\0'; characters++)
        r = shown_press(
            v, &(struct key){.kind = KEY_CHARACTER, .code = (uint32_t)(unsigned char)*characters});
    return r;
}

#endif

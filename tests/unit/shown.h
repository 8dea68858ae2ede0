/* A capture up to some event in the full-screen view: keys are pressed, views are drawn into a grid
 * whose rows can be compared. */
#ifndef UNIT_SHOWN_H
#define UNIT_SHOWN_H

#include "test.h"

#include "travel/course.h"
#include "travel/scene.h"
#include "tui/draw.h"
#include "watched.h"

#include <stdio.h>
#include <stdlib.h>

struct shown {
    struct watched w;
    struct grid grid;
    char row[4 * GRID_COLUMNS_MOST + 1];
};

/* After a key, or when the app was changed: what it now shows. */
static inline void shown_again(struct shown *v)
{
    assert_int_equal(gather_make(&v->w.gather, v->w.show.state, &v->w.app, v->w.show.namer),
                     HPT_OK);
    app_settle(&v->w.app, &v->w.show);
}

/* What a device said, up to an event; 0: to the end. */
static inline void shown_say(struct shown *v, const char *text, size_t size, uint64_t event)
{
    watch_release(&v->w);
    assert_true(watch(&v->w, &(struct hpt_options){0}, (struct hpt_str){text, size}, event));
    v->w.app = (struct app){
        .rows = v->grid.rows, .columns = v->grid.columns, .is_following = true, .is_over = true};
    shown_again(v);
}

static inline void shown_open(struct shown *v, int rows, int columns)
{
    memset(v, 0, sizeof *v);
    assert_int_equal(grid_resize(&v->grid, rows, columns), HPT_OK);
    shown_say(v, "", 0, 0);
}

static inline void shown_capture(struct shown *v, const char *name, uint64_t event)
{
    char path[512];
    size_t size;

    (void)snprintf(path, sizeof path, "%s/%s.log", CAPTURES, name);
    char *text = watch_file(path, &size);
    assert_non_null(text);
    shown_say(v, text, size, event);
    free(text);
}

static inline void shown_close(struct shown *v)
{
    watch_release(&v->w);
    grid_release(&v->grid);
}

static inline void shown_draw(struct shown *v, void (*draw)(struct area, const struct show *))
{
    area_fill(area_of(&v->grid), (struct pen){0}, ' ');
    draw(area_of(&v->grid), &v->w.show);
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
    struct request r = app_key(&v->w.app, key, &v->w.show);

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

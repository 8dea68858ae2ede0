/* A map to draw: of a text or a capture, on one grid. */
#ifndef UNIT_MAP_PAGE_H
#define UNIT_MAP_PAGE_H

#include "test.h"
#include "tui/map.h"
#include "watched.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#define START "HEAP 0: \nheap_start : 0x20000000\nheap_end   : 0x20000100\nheap_size  : 256\n"
#define EMPTY START "[F:256] \nmb_total_free : 256\nmb_total_used : 0\n"
#define A "malloc: ALLOCATED: 22 [0x20000004]\n" /* 28 bytes with header and rounding */
#define B "malloc: ALLOCATED: 40 [0x20000020]\n" /* 44 */

static struct watched w;
static struct grid g;

static inline void open_text(struct hpt_str text, const struct hpt_options *options, uint64_t at)
{
    assert_true(watch(&w, options, text, at));
}

static inline void open_map(const char *text, int rows, int columns)
{
    open_text((struct hpt_str){text, strlen(text)}, &(struct hpt_options){0}, 0);
    assert_int_equal(grid_resize(&g, rows, columns), HPT_OK);
}

static inline void open_capture(const char *name, const struct hpt_options *options, uint64_t at)
{
    char path[512];
    size_t size;

    snprintf(path, sizeof path, "%s/%s.log", CAPTURES, name);
    char *text = watch_file(path, &size);
    assert_non_null(text);
    open_text((struct hpt_str){text, size}, options, at);
    free(text);
}

static inline void draw_map(void)
{
    area_fill(area_of(&g), (struct pen){0}, ' ');
    view_map.draw(area_of(&g), &w.show);
}

static inline int close_map(void **state)
{
    (void)state;
    watch_release(&w);
    grid_release(&g);
    return 0;
}

static inline void is_row(int row, const char *want)
{
    char text[4096];

    grid_row_text(&g, row, text, sizeof text);
    assert_string_equal(text, want);
}

static inline const struct cell *cell_at(int row, int column)
{
    return &g.cells[row * g.columns + column];
}

#endif

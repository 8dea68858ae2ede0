/* Views: each draws a part of what is shown into an area. A list is a view of rows, one of which is
 * selected. */
#ifndef TUI_VIEW_H
#define TUI_VIEW_H

#include "tui/show.h"

struct view {
    const char *title;
    void (*draw)(struct area area, const struct show *s);
};

extern const struct view view_title; /* one row: input, instant, what goes on */
extern const struct view
    view_verdict; /* one or two rows: how the heap is, and how far to trust it */
extern const struct view view_map;
extern const struct view view_curves;  /* its last row is the time axis */
extern const struct view view_details; /* of the selected block */
extern const struct view view_hints;   /* one row: keys, a question, or a message */
extern const struct view view_tabs;    /* one row: their names */
extern const struct view view_help, view_explain, view_diff, view_board;

/* What a row of a list is about. */
struct pick {
    uint64_t event;   /* 0: none */
    uint64_t address; /* 0: none */
    char site[80];    /* a filter for it; empty: none */
};

struct list {
    const char *title;
    const char *const *sorts; /* names of the columns it can be in order of; ended by NULL */
    size_t (*count)(const struct show *s);
    void (*heading)(struct area row, const struct show *s);
    void (*row)(struct area row, const struct show *s, size_t i);
    struct pick (*pick)(const struct show *s, size_t i);
    /* What the row is about, the same at other instants: the selection stays on it. */
    uint64_t (*key)(const struct show *s, size_t i);
    void (*empty)(struct hpt_out *out, const struct show *s); /* why there are no rows */
};
extern const struct list *const lists[TAB_COUNT];
/* The list of the tab that is chosen, with its heading. */
void list_draw(struct area area, const struct show *s);

/* The address of the block that is drawn at a cell of the map's area; 0: none. Here and below rows
 * and columns are the grid's, as area_holds and the mouse have them. */
uint64_t map_block_at(struct area area, const struct show *s, int row, int column);
/* The block one up, down, left or right of the selected one on the map. */
uint64_t map_move(struct area area, const struct show *s, enum key_kind direction);
/* The thousandth of the time axis at a column of the curves' area. */
int curves_share_at(struct area area, const struct show *s, int column);

/* Where everything is on a screen of this size. Areas may be empty: `left_out` names what found no
 * place, for the hints. */
struct layout {
    struct area title, verdict, map, curves, tabs, list, details, hints, sheet;
    const char *left_out; /* NULL: nothing */
};
struct layout layout_of(struct grid *g, const struct app *a);

/* Draws all of it into the grid, which is as large as the screen. */
void screen_draw(struct grid *g, const struct show *s);

/* The map as an SVG picture, with its legend. */
void map_write_svg(struct hpt_out *out, const struct show *s);

#endif

/* Where everything is. Below WIDE columns one under another; above, map and curves at the left, the
 * list and details at the right. */
#include "tui/view.h"

enum {
    ROWS_LEAST = 10,
    COLUMNS_LEAST = 40,
    WIDE = 120,
    ADDRESS = 9,     /* columns of the map that are no cells */
    CELLS_STEP = 8,  /* in which the map grows */
    LIST_LEAST = 52, /* columns of the list where it stands beside the map */
    MARGIN = 1,      /* a blank column at the edges of map and curves */
    GAP = 2,         /* columns between them and the list */
    MAP_LEAST = 57,  /* columns of the map beside a sheet; where it has less the sheet has all */
    SHEET = 82       /* columns of a sheet with tables or keys, where there is room */
};

/* Rows in use at the top and at the bottom, and what is left between. */
struct frame {
    struct area all;
    int top, bottom;
};

static struct area take_top(struct frame *f, int rows)
{
    struct area a = area_part(f->all, f->top, 0, rows, -1);

    f->top += a.rows;
    return a;
}

static struct area take_bottom(struct frame *f, int rows)
{
    f->bottom -= rows;
    return area_part(f->all, f->bottom, 0, rows, -1);
}

static int left(const struct frame *f)
{
    return f->bottom - f->top;
}

static int between(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

static struct area indented(struct area a)
{
    return area_part(a, 0, MARGIN, -1, a.columns - 2 * MARGIN);
}

/* An axis, and as many rows for each of the three curves. */
static int curves_rows(int rows)
{
    return 1 + 3 * between(rows / 3, 1, 6);
}

static void lay_sheet(struct layout *l, struct frame *f)
{
    l->sheet = take_top(f, left(f));
}

/* One under another. A screen of 24 rows has no room for details, one of 19 none for curves. */
static void lay_narrow(struct layout *l, struct frame f, const struct app *a)
{
    int rows = left(&f);
    bool has_curves = rows >= 16;
    bool has_list = rows >= 11;
    bool has_details = rows >= 36;

    if (a->sheet != SHEET_NONE && rows < 36) {
        lay_sheet(l, &f);
        return;
    }
    l->map = indented(take_top(&f, has_list ? between(rows / 2, 5, 40) : rows));
    if (has_curves)
        l->curves = indented(take_top(&f, curves_rows(rows / 6)));
    l->left_out = has_details  ? NULL
                  : has_curves ? "details"
                  : has_list   ? "curves and details"
                               : "curves, lists and details";
    if (a->sheet != SHEET_NONE) {
        lay_sheet(l, &f);
        return;
    }
    if (has_list)
        l->tabs = take_top(&f, 1);
    if (has_details)
        l->details = take_bottom(&f, between(left(&f) / 2, 8, 12));
    if (has_list)
        l->list = take_top(&f, left(&f));
}

/* A sheet with columns needs their room, so the map gives some of its own; the board's log takes
 * what the list has. */
static int list_columns(const struct app *a)
{
    return a->sheet == SHEET_NONE || a->sheet == SHEET_BOARD ? LIST_LEAST : SHEET;
}

static int map_columns(int columns, const struct app *a)
{
    int most = columns - MARGIN - GAP - list_columns(a);
    int wanted = columns * 56 / 100;
    int cells = (wanted < most ? wanted : most) - ADDRESS;

    return ADDRESS + cells / CELLS_STEP * CELLS_STEP;
}

/* Everything at the right of the map. */
static void lay_right(struct layout *l, struct frame f, const struct app *a)
{
    if (a->sheet != SHEET_NONE) {
        lay_sheet(l, &f);
        return;
    }
    l->tabs = take_top(&f, 1);
    if (left(&f) >= 18)
        l->details = take_bottom(&f, between(left(&f) * 2 / 5, 9, 16));
    else
        l->left_out = "details";
    if (l->details.rows > 0 && left(&f) > 12)
        f.bottom--;
    l->list = take_top(&f, left(&f));
}

static void lay_left(struct layout *l, struct frame f)
{
    int rows = left(&f);

    l->curves = take_bottom(&f, rows < 12 ? 0 : curves_rows(rows / 5));
    if (rows >= 40)
        f.bottom--;
    l->map = take_top(&f, left(&f));
    if (l->curves.rows == 0)
        l->left_out = "curves and details";
}

static void lay_wide(struct layout *l, struct frame f, const struct app *a)
{
    int columns = map_columns(f.all.columns, a);

    if (left(&f) >= 30)
        f.top++;
    struct area body = area_part(f.all, f.top, MARGIN, left(&f), -1);
    lay_right(l, (struct frame){area_part(body, 0, columns + GAP, -1, -1), 0, body.rows}, a);
    lay_left(l, (struct frame){area_part(body, 0, 0, -1, columns), 0, body.rows});
}

struct layout layout_of(struct grid *g, const struct app *a)
{
    struct layout l = {0};
    struct frame f = {area_of(g), 0, g->rows};

    if (g->rows < ROWS_LEAST || g->columns < COLUMNS_LEAST) {
        l.left_out = "everything";
        return l;
    }
    l.title = take_top(&f, 1);
    l.hints = take_bottom(&f, 1);
    l.verdict = take_top(&f, g->rows >= 22 ? 2 : 1);
    if (g->columns >= WIDE && map_columns(g->columns, a) >= MAP_LEAST)
        lay_wide(&l, f, a);
    else if (g->columns >= WIDE)
        lay_sheet(&l, &f);
    else
        lay_narrow(&l, f, a);
    return l;
}

/* The whole screen: each view in its place. */
#include "tui/view.h"

static const struct view *sheet_of(const struct app *a)
{
    switch (a->sheet) {
    case SHEET_HELP:
        return &view_help;
    case SHEET_EXPLAIN:
        return &view_explain;
    case SHEET_DIFF:
        return &view_diff;
    case SHEET_BOARD:
        return &view_board;
    case SHEET_NONE:
    case SHEET_COUNT:
        break;
    }
    return NULL;
}

static void draw_in(struct area area, const struct show *s,
                    void (*draw)(struct area, const struct show *))
{
    if (area.rows > 0 && area.columns > 0)
        draw(area, s);
}

static void say_too_small(struct grid *g, bool is_ascii)
{
    struct area all = area_of(g);
    struct pen pen = {.flags = PEN_BOLD};

    area_fit(all, 0, 0, pen, "Too small: give it", is_ascii);
    area_fit(all, 1, 0, (struct pen){0}, "40 columns, 10 rows.", is_ascii);
    area_fit(all, 2, 0, (struct pen){0}, "q quits.", is_ascii);
}

void screen_draw(struct grid *g, const struct show *s)
{
    struct layout l = layout_of(g, s->app);
    const struct view *sheet = sheet_of(s->app);

    area_fill(area_of(g), (struct pen){0}, ' ');
    if (l.title.rows == 0) {
        say_too_small(g, s->look.is_ascii);
        return;
    }
    draw_in(l.title, s, view_title.draw);
    draw_in(l.verdict, s, view_verdict.draw);
    draw_in(l.map, s, view_map.draw);
    draw_in(l.curves, s, view_curves.draw);
    draw_in(l.tabs, s, view_tabs.draw);
    draw_in(l.list, s, list_draw);
    draw_in(l.details, s, view_details.draw);
    draw_in(l.hints, s, view_hints.draw);
    if (sheet != NULL)
        draw_in(l.sheet, s, sheet->draw);
}

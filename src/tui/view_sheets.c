/* What lies over the lists: the explanation, the difference, the board's raw log. */
#include "base/out.h"
#include "base/str.h"
#include "travel/scene.h"
#include "tui/draw.h"
#include "tui/keys.h"

#include <inttypes.h>

/* A rule with the sheet's title and how to leave it; the rest is the page. */
static struct area frame(struct area a, const struct show *s, const char *title, const char *leave)
{
    struct pen rule = pen_ink(INK_DIM), bold = {.fore = INK_TITLE, .flags = PEN_BOLD};

    area_fill(a, (struct pen){0}, ' ');
    for (int column = 0; column < a.columns; column++)
        area_text(a, 0, column, rule, sign(s, "─", "-"));
    area_format(a, 0, 2, bold, " %s ", title);
    if (a.columns > 60)
        area_format(a, 0, a.columns - text_columns(str_of(leave)) - 4, rule, " %s ", leave);
    return area_part(a, 1, 1, -1, -1);
}

static void write_waiting(struct hpt_out *out, const struct show *s, const struct worked *w)
{
    out_format(out, "Working %s %u %%", sign(s, "…", "..."), w->progress / 10);
}

static void draw_worked(struct area page, const struct show *s, const struct worked *w)
{
    struct words words;

    if (w->text.len > 0) {
        text_draw(page, s, w->text, s->app->sheet_top);
        return;
    }
    write_waiting(words_begin(&words), s, w);
    area_text(page, 0, 0, pen_ink(INK_DIM), words.text);
}

static const char *const scrolls = "arrows scroll, Esc closes";

static void draw_explain(struct area a, const struct show *s)
{
    bool has_failed = failure_of(s) != NULL;

    draw_worked(
        frame(a, s, has_failed ? "Why it failed" : "How near the heap is to failing", scrolls), s,
        &s->explanation);
}

static void draw_diff(struct area a, const struct show *s)
{
    struct words w;

    out_format(words_begin(&w), "What is different to event %" PRIu64, s->base_event);
    draw_worked(frame(a, s, w.text, "D forgets the base, Esc closes"), s, &s->difference);
}

/* The last lines, the newest at the bottom as a terminal has them; `top` scrolls back. */
static void draw_board(struct area a, const struct show *s)
{
    struct area page = frame(a, s, "What the device says", "arrows scroll back, Esc closes");
    const struct scene_line *line;
    struct words w;
    uint64_t i = s->app->sheet_top;

    if (s->scene->line_count == 0) {
        write_silence(words_begin(&w), s);
        text_page(page, (struct hpt_str){w.text, w.length}, 0);
    }
    for (int row = page.rows; row > 0 && line_text(s->scene, i, &line, &w); i++) {
        struct hpt_str text = {w.text, w.length};
        int rows = (int)text_rows(text, page.columns);
        int first = rows < row ? row - (rows > 0 ? rows : 1) : 0;
        text_page(area_part(page, first, 0, row - first, -1), text, SIZE_MAX);
        row = first;
    }
}

size_t sheet_rows(const struct app *a, const struct show *s, int columns)
{
    switch (a->sheet) {
    case SHEET_HELP:
        return help_rows(columns - 2);
    case SHEET_EXPLAIN:
        return text_rows(s->explanation.text, columns - 2);
    case SHEET_DIFF:
        return text_rows(s->difference.text, columns - 2);
    case SHEET_BOARD:
        return scene_lines(s->scene);
    case SHEET_NONE:
    case SHEET_COUNT:
        break;
    }
    return 0;
}

static void draw_help(struct area a, const struct show *s)
{
    struct area page = frame(a, s, "Keys", "arrows scroll, ? or Esc closes");

    help_draw(page, s, s->app->sheet_top);
}

const struct view view_explain = {"Explain", draw_explain};
const struct view view_diff = {"Difference", draw_diff};
const struct view view_board = {"Board", draw_board};
const struct view view_help = {"Help", draw_help};

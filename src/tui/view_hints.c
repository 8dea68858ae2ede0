/* The last row: a question with its answer, a message, or the keys that help most now. */
#include "base/str.h"
#include "travel/scene.h"
#include "tui/keys.h"

#include <inttypes.h>
#include <stdio.h>

/* So much of the answer that the cursor is seen. */
static const char *visible_part(const struct ask_line *l, int room)
{
    const char *from = l->text;
    const char *cursor = l->text + l->cursor;

    while (from < cursor && text_columns((struct hpt_str){from, (size_t)(cursor - from)}) >= room)
        do
            from++;
        while (((unsigned char)*from & 0xC0) == 0x80);
    return from;
}

/* On a bar or without colours the cursor is what is not reversed. */
static void draw_cursor(struct area a, int column, const struct ask_line *l, struct pen pen)
{
    size_t at = l->cursor, length = at < l->length ? 1 : 0;

    while (length > 0 && at + length < l->length &&
           ((unsigned char)l->text[at + length] & 0xC0) == 0x80)
        length++;
    pen.flags ^= PEN_REVERSE;
    if (length == 0)
        area_put(a, 0, column, pen, ' ');
    else
        area_str(a, 0, column, pen, (struct hpt_str){l->text + at, length});
}

static void draw_ask(struct area a, const struct show *s)
{
    const struct app *app = s->app;
    struct pen pen = pen_bar(s), bold = pen_bar(s), side = pen_bar(s);
    const char *beside = app->message[0] != '\0' ? app->message : ask_advice(app->ask.kind);

    bold.flags |= PEN_BOLD;
    side.fore = app->message[0] != '\0' && s->look.colors > 0 ? INK_BAD : side.fore;
    int column = area_text(a, 0, 1, bold, ask_question(app->ask.kind));
    const char *from = visible_part(&app->ask, a.columns - column - 1);
    struct hpt_str head = {from, (size_t)(app->ask.text + app->ask.cursor - from)};
    int end = area_text(a, 0, column, pen, from);
    draw_cursor(a, column + text_columns(head), &app->ask, pen);
    if (end + 4 < a.columns)
        area_fit(a, 0, end + 3, side, beside, s->look.is_ascii);
}

struct hint {
    const char *key, *about;
};

/* Keys for the situation first, what is always of use after them; the last is for all others. */
static size_t choose(struct hint hints[12], const struct show *s)
{
    const struct app *a = s->app;
    size_t n = 0;

    if (a->sheet != SHEET_NONE)
        hints[n++] = (struct hint){"Esc", "close"};
    else if (failure_of(s) != NULL)
        hints[n++] = (struct hint){"e", "why it failed"};
    if (a->focus == FOCUS_MAP)
        hints[n++] = (struct hint){"arrows", "move"};
    else if (a->is_following && !a->is_over)
        hints[n++] = (struct hint){"Space", "pause"};
    if (a->focus == FOCUS_MAP)
        hints[n++] = (struct hint){"Esc", "leave map"};
    else
        hints[n++] = (struct hint){s->look.is_ascii ? "Left Right" : "← →", "step"};
    if (s->state->failures > 0 || (!a->is_following && s->last_event > 0))
        hints[n++] = (struct hint){"[ ]", "failure, mark"};
    if (!a->is_following)
        hints[n++] = (struct hint){"End", "newest"};
    if (failure_of(s) == NULL && a->sheet == SHEET_NONE)
        hints[n++] = (struct hint){"e", "explain"};
    hints[n++] = s->has_base ? (struct hint){"d", "difference"} : (struct hint){"Tab", "lists"};
    hints[n++] = (struct hint){"/", "search"};
    if (a->takes_keys)
        hints[n++] = (struct hint){"i", "board"};
    hints[n++] = (struct hint){"?", "all keys"};
    hints[n++] = a->in_monitor ? (struct hint){"q", "log view"} : (struct hint){"q", "quit"};
    return n;
}

static int width_of(const struct hint *h)
{
    return text_columns(str_of(h->key)) + text_columns(str_of(h->about)) + 3;
}

enum { LEFT_OUT_COLUMNS = 60 }; /* where a narrower screen says keys rather */

/* Against the right edge: what the layout left out. Returns the columns that it takes. */
static int draw_left_out(struct area a, const struct show *s, struct pen pen)
{
    const char *left_out = layout_of(a.grid, s->app).left_out;
    char text[128];

    if (left_out == NULL || a.columns < LEFT_OUT_COLUMNS)
        return 0;
    (void)snprintf(text, sizeof text, "no room: %s ", left_out);
    return a.columns - area_right(a, 0, pen, text) + 1;
}

/* Those that fit, the last two always. */
static void draw_keys(struct area a, const struct show *s)
{
    struct hint hints[12];
    size_t count = choose(hints, s);
    struct pen pen = pen_bar(s), bold = pen_bar(s);
    int column = 1, kept = width_of(&hints[count - 1]) + width_of(&hints[count - 2]);

    bold.flags |= PEN_BOLD;
    kept += draw_left_out(a, s, pen);
    for (size_t i = 0; i < count; i++) {
        bool is_kept = i + 2 >= count;
        if (column + width_of(&hints[i]) + (is_kept ? 0 : kept) > a.columns + 1 && !is_kept)
            continue;
        column = area_text(a, 0, column, bold, hints[i].key) + 1;
        column = area_text(a, 0, column, pen, hints[i].about) + 2;
    }
}

static void draw_search(struct area a, const struct show *s, struct pen pen)
{
    char text[APP_TEXT + 64];

    (void)snprintf(text, sizeof text, "%u %% looked through for %.*s", s->search_progress / 10,
                   APP_TEXT, s->app->search);
    pen.flags |= PEN_BOLD;
    int end = area_right(a, 0, pen_bar(s), "Esc gives up ");
    area_fit(area_part(a, 0, 0, 1, end - 1), 0, 1, pen, text, s->look.is_ascii);
}

static void draw(struct area a, const struct show *s)
{
    struct pen pen = pen_bar(s);

    area_fill(a, pen, ' ');
    if (s->app->ask.kind != ASK_NONE) {
        draw_ask(a, s);
        return;
    }
    if (s->app->message[0] == '\0' && s->is_searching) {
        draw_search(a, s, pen);
        return;
    }
    if (s->app->message[0] == '\0') {
        draw_keys(a, s);
        return;
    }
    pen.flags |= PEN_BOLD;
    if (s->app->message_kind == MESSAGE_FAULT && s->look.colors > 0)
        pen.fore = INK_BAD;
    area_fit(a, 0, 1, pen, s->app->message, s->look.is_ascii);
}

const struct view view_hints = {"Hints", draw};

#include "report/text_safe.h"

#include "base/printable.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/visible.h"

enum { ESC = 0x1B, DEL = 0x7F };

void text_safe_init(struct text_safe *t, struct screen *screen)
{
    *t = (struct text_safe){.screen = screen};
}

void text_safe_settle(struct text_safe *t)
{
    struct screen *s = t->screen;

    if (!t->has_cr)
        return;
    t->has_cr = false;
    if (s->has_lf)
        screen_return(s);
    else if (s->row_used)
        screen_newline(s);
}

static void show_visible(struct text_safe *t, struct hpt_str character)
{
    char text[VISIBLE_MOST];
    char *end = put_visible(text, character);
    bool is_itself = (unsigned char)*text >= 0x80;

    text_safe_settle(t);
    screen_text(t->screen, (struct hpt_str){text, (size_t)(end - text)},
                is_itself ? 1 : (size_t)(end - text));
}

static void end_line(struct text_safe *t)
{
    t->screen->has_lf = true;
    t->has_cr = false;
    screen_newline(t->screen);
}

/* Back within the line. At its beginning a terminal stays where it is, and so do we. */
static void step_back(struct text_safe *t, size_t count)
{
    text_safe_settle(t);
    screen_back(t->screen, count);
}

static void take_control(struct text_safe *t, const char *at)
{
    switch (*at) {
    case '\n':
        end_line(t);
        break;
    case '\r':
        t->has_cr = true;
        break;
    case '\t':
        text_safe_settle(t);
        screen_tab(t->screen);
        break;
    case '\b':
        step_back(t, 1);
        break;
    default:
        show_visible(t, (struct hpt_str){at, 1});
    }
}

/* What a held beginning was shown as goes away again, if it still stands there. */
static void take_back(struct text_safe *t)
{
    if (t->shown_columns > 0) {
        screen_back(t->screen, t->shown_columns);
        screen_erase(t->screen);
        if (t->began_row)
            screen_unuse(t->screen, t->began_line);
    }
    t->shown = 0;
    t->shown_columns = 0;
}

/* Shows the held bytes from `shown` on, one by one. */
static void show_held(struct text_safe *t)
{
    if (t->shown == 0) {
        t->began_row = !t->screen->row_used;
        t->began_line = !t->screen->line_open;
    }
    for (; t->shown < t->held_len; t->shown++) {
        size_t before = t->screen->column;
        show_visible(t, (struct hpt_str){t->held + t->shown, 1});
        t->shown_columns += t->screen->column - before;
    }
}

/* The first `count` held bytes are no more than text; the others are fed again. */
static void give_up(struct text_safe *t, uint8_t count)
{
    char rest[SAFE_HELD];
    size_t left = (size_t)(t->held_len - count);

    memcpy(rest, t->held + count, left);
    t->held_len = count;
    show_held(t);
    t->held_len = t->shown = 0;
    t->shown_columns = 0;
    text_safe_feed(t, (struct hpt_str){rest, left});
}

/* The one number of a sequence, or `none` where there is none. -1: something else stands there. */
static long number_of(struct hpt_str parameters, long none)
{
    long number = 0;

    if (parameters.len > 3)
        return -1;
    for (size_t i = 0; i < parameters.len; i++) {
        if (parameters.at[i] < '0' || parameters.at[i] > '9')
            return -1;
        number = 10 * number + (parameters.at[i] - '0');
    }
    return parameters.len > 0 ? number : none;
}

static bool is_sgr(struct hpt_str parameters)
{
    for (size_t i = 0; i < parameters.len; i++)
        if (parameters.at[i] < '0' || parameters.at[i] > ';')
            return false;
    return true;
}

/* What a sequence that is whole does within the line. False: it is none of those that may. */
static bool obey(struct text_safe *t, char final, struct hpt_str parameters)
{
    long number;

    switch (final) {
    case 'm':
        if (!is_sgr(parameters))
            return false;
        screen_sgr(t->screen, parameters);
        return true;
    case 'D': /* 0 means 1 */
        number = number_of(parameters, 1);
        if (number < 0)
            return false;
        step_back(t, number > 0 ? (size_t)number : 1);
        return true;
    case 'K': /* below the line there is nothing of the device's that J could clear */
    case 'J':
        if (number_of(parameters, 0) != 0)
            return false;
        text_safe_settle(t);
        screen_erase(t->screen);
        return true;
    default:
        return false;
    }
}

static void end_sequence(struct text_safe *t)
{
    struct hpt_str parameters = {t->held + 2, (size_t)(t->held_len - 3)};
    char final = t->held[t->held_len - 1];

    take_back(t);
    if (obey(t, final, parameters))
        t->held_len = 0;
    else
        give_up(t, t->held_len);
}

/* A byte was added to a beginning that is held. */
static void grow_sequence(struct text_safe *t)
{
    unsigned char last = (unsigned char)t->held[t->held_len - 1];

    if (t->held_len == 1 || (t->held_len == 2 && last == '['))
        return;
    if (t->held_len == 2)
        give_up(t, 1);
    else if (last >= 0x40 && last < DEL)
        end_sequence(t);
    else if (last < 0x20 || last >= DEL)
        give_up(t, (uint8_t)(t->held_len - 1));
    else if (t->held_len == SAFE_HELD)
        give_up(t, t->held_len);
}

static void grow_character(struct text_safe *t)
{
    struct hpt_str held = {t->held, t->held_len};
    size_t length;
    uint32_t code;

    switch (utf8_take(held, &length, &code)) {
    case UTF8_MORE:
        return;
    case UTF8_INVALID:
        give_up(t, t->shown > 1 ? t->shown : 1);
        return;
    case UTF8_CHARACTER:
        take_back(t);
        t->held_len = 0;
        show_visible(t, held);
    }
}

static void hold(struct text_safe *t, char byte)
{
    t->held[t->held_len++] = byte;
    if (*t->held == ESC)
        grow_sequence(t);
    else
        grow_character(t);
}

static void show_as_is(struct text_safe *t, const char *at, const char *end, size_t columns)
{
    text_safe_settle(t);
    screen_text(t->screen, (struct hpt_str){at, (size_t)(end - at)}, columns);
}

static const char *show_printable(struct text_safe *t, const char *at, const char *end)
{
    const char *stop = printable_end(at, end);

    if (stop > at)
        show_as_is(t, at, stop, (size_t)(stop - at));
    return stop;
}

/* Characters beyond ASCII that are whole. */
static const char *show_characters(struct text_safe *t, const char *at, const char *end)
{
    const char *stop = at;
    size_t count = 0;
    size_t length;
    uint32_t code;

    while (stop < end && (unsigned char)*stop >= 0x80 &&
           utf8_take((struct hpt_str){stop, (size_t)(end - stop)}, &length, &code) ==
               UTF8_CHARACTER &&
           !is_hidden(code)) {
        stop += length;
        count++;
    }
    if (count > 0)
        show_as_is(t, at, stop, count);
    return stop;
}

void text_safe_feed(struct text_safe *t, struct hpt_str bytes)
{
    const char *at = bytes.at;
    const char *end = at + bytes.len;

    while (at < end) {
        const char *from = at;
        if (t->held_len == 0)
            at = show_characters(t, show_printable(t, at, end), end);
        if (at > from)
            continue;
        if (t->held_len > 0 || *at == ESC || (unsigned char)*at >= 0x80)
            hold(t, *at);
        else
            take_control(t, at);
        at++;
    }
}

bool text_safe_holds(const struct text_safe *t)
{
    return t->shown < t->held_len;
}

/* Over the rest of a line it could not be taken back, and behind a CR not know its row. */
void text_safe_pause(struct text_safe *t)
{
    const struct screen *s = t->screen;
    bool is_at_end = !s->row_used || s->column == s->extent;

    if (is_at_end && !t->has_cr)
        show_held(t);
}

void text_safe_end(struct text_safe *t)
{
    if (t->held_len > 0)
        show_held(t);
    text_safe_leave_row(t);
}

void text_safe_leave_row(struct text_safe *t)
{
    t->shown_columns = 0;
    if (t->shown > 0)
        t->held_len = t->shown = 0;
    t->has_cr = false;
}

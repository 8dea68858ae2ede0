/* The log view: what the device says goes through the byte map, the choice of lines and the safe
 * display to the screen; what we say goes between. */
#include "report/log_view.h"

#include "base/bytemap.h"
#include "base/str.h"
#include "base/visible.h"

#include <stdlib.h>

enum { MAPPED = 1024, ESC = 0x1B };

/* Where chosen text goes. */
static void show(void *self, struct hpt_str bytes, uint64_t time_us)
{
    struct hpt_log_view *v = self;

    v->screen.now_us = time_us;
    if (v->options.safe)
        text_safe_feed(&v->safe, bytes);
    else
        screen_pass(&v->screen, bytes);
}

static void mark(void *self, bool on)
{
    struct hpt_log_view *v = self;

    if (v->options.safe)
        text_safe_settle(&v->safe);
    screen_mark(&v->screen, on);
}

static void set(struct hpt_log_view *v, const struct hpt_log_options *options)
{
    const struct choice_sink sink = {.self = v, .text = show, .mark = mark};

    v->options = *options;
    v->chooses = choice_is_wanted(options);
    screen_set(&v->screen, options);
    choice_init(&v->choice, &sink, options);
    v->hex.in_place = options->safe;
    v->places.len = 0;
}

struct hpt_log_view *hpt_log_view_new(struct hpt_out *out, const struct hpt_log_options *options)
{
    struct hpt_log_view *v = calloc(1, sizeof *v);

    if (!v)
        return NULL;
    v->out = out;
    screen_init(&v->screen, out);
    text_safe_init(&v->safe, &v->screen);
    text_safe_init(&v->typed, &v->screen);
    hex_view_init(&v->hex, &v->screen, options->safe);
    set(v, options);
    return v;
}

void hpt_log_view_free(struct hpt_log_view *v)
{
    free(v);
}

const struct hpt_log_options *hpt_log_view_options(const struct hpt_log_view *v)
{
    return &v->options;
}

static void choose(struct hpt_log_view *v, struct hpt_str bytes, uint64_t time_us)
{
    if (v->chooses)
        choice_feed(&v->choice, bytes, time_us);
    else
        show(v, bytes, time_us);
}

static void map(struct hpt_log_view *v, struct hpt_str bytes, uint64_t time_us)
{
    char mapped[MAPPED];

    while (bytes.len > 0) {
        size_t length = bytemap_apply(v->options.map, &bytes, mapped, sizeof mapped);
        choose(v, (struct hpt_str){mapped, length}, time_us);
    }
}

static inline void take(struct hpt_log_view *v, struct hpt_str bytes, uint64_t time_us)
{
    if (v->options.map != NULL)
        map(v, bytes, time_us);
    else
        choose(v, bytes, time_us);
    screen_flush(&v->screen);
}

/* Line by line, so that what a line tells stands below it. Apart, as it is rarely needed and would
 * cost all others the registers that it takes. */
static __attribute__((noinline)) void take_lines(struct hpt_log_view *v, struct hpt_str bytes,
                                                 uint64_t time_us)
{
    while (bytes.len > 0) {
        const char *feed = memchr(bytes.at, '\n', bytes.len);
        size_t length = feed != NULL ? (size_t)(feed + 1 - bytes.at) : bytes.len;
        take(v, (struct hpt_str){bytes.at, length}, time_us);
        log_take_places(v, (struct hpt_str){bytes.at, length}, time_us);
        str_skip(&bytes, length);
    }
}

static void on_text(void *self, struct hpt_str bytes, uint64_t time_us)
{
    struct hpt_log_view *v = self;

    if (v->options.view != HPT_VIEW_HEAP || v->options.only == HPT_ONLY_TRACE)
        return;
    if (v->options.namer != NULL)
        take_lines(v, bytes, time_us);
    else
        take(v, bytes, time_us);
}

static void on_input(void *self, struct hpt_str bytes, uint64_t time_us)
{
    struct hpt_log_view *v = self;

    if (v->options.view == HPT_VIEW_PLAIN) {
        take(v, bytes, time_us);
    } else if (v->options.view == HPT_VIEW_HEX) {
        if (v->echoes)
            screen_fresh_row(&v->screen);
        v->echoes = false;
        hex_view_feed(&v->hex, bytes, time_us);
        screen_flush(&v->screen);
    }
}

/* What is held of the device's line is all that there will be of it. */
static void end_text(struct hpt_log_view *v)
{
    if (v->chooses)
        choice_end_line(&v->choice);
    text_safe_end(&v->safe);
    if (v->places.len > 0)
        log_write_places(v, v->screen.now_us);
}

/* What goes wrong is shown whatever was chosen. */
static bool is_shown(struct hpt_log_view *v, const struct hpt_event *e)
{
    if (v->options.only == HPT_ONLY_LOG)
        return false;
    if (!v->chooses || e->kind == HPT_EVENT_FAIL || e->warning != HPT_WARN_NONE)
        return true;
    return choice_allows(&v->choice, e->line);
}

/* The trace line has taken the end of its line with it: of what stood in front of it, too. */
static void on_event(void *self, const struct hpt_event *e, const struct hpt_state *s)
{
    struct hpt_log_view *v = self;

    if (v->options.view != HPT_VIEW_HEAP)
        return;
    end_text(v);
    if (is_shown(v, e))
        log_write_event(v, e, s);
    else if (v->screen.row_used)
        screen_fresh_row(&v->screen);
    screen_end_line(&v->screen);
}

static void on_notice(void *self, const struct hpt_notice *n, const struct hpt_state *s)
{
    struct hpt_log_view *v = self;

    if (v->options.view != HPT_VIEW_HEAP || v->options.only == HPT_ONLY_LOG)
        return;
    text_safe_leave_row(&v->safe);
    log_write_notice(v, n, s->time_us);
}

static void show_held(struct hpt_log_view *v)
{
    if (v->chooses)
        choice_pause(&v->choice);
    text_safe_pause(&v->safe);
    hex_view_pause(&v->hex);
}

/* A pipe gets no line end that the device has not sent, unless its lines are stamped. */
static bool may_end_lines(const struct hpt_log_view *v)
{
    return v->options.safe || v->options.stamps != HPT_STAMPS_NONE;
}

static void on_pause(void *self, bool is_over)
{
    struct hpt_log_view *v = self;

    show_held(v);
    if (is_over)
        end_text(v);
    if (is_over && may_end_lines(v)) {
        hpt_log_view_fresh_line(v);
        screen_end_line(&v->screen);
    }
    screen_flush(&v->screen);
}

static bool holds(void *self)
{
    const struct hpt_log_view *v = self;

    return choice_holds(&v->choice) || text_safe_holds(&v->safe) || hex_view_holds(&v->hex);
}

struct hpt_observer hpt_log_view_observer(struct hpt_log_view *v)
{
    return (struct hpt_observer){.self = v,
                                 .text = on_text,
                                 .event = on_event,
                                 .notice = on_notice,
                                 .input = on_input,
                                 .pause = on_pause,
                                 .holds = holds};
}

void hpt_log_view_fresh_line(struct hpt_log_view *v)
{
    hex_view_leave_row(&v->hex);
    text_safe_leave_row(&v->safe);
    screen_fresh_row(&v->screen);
}

/* What is typed neither moves the cursor nor changes colours: ESC is shown. */
static void echo(struct hpt_log_view *v, struct hpt_str byte)
{
    char text[VISIBLE_MOST];

    if (*byte.at == '\r' || *byte.at == '\n') {
        text_safe_end(&v->typed);
        screen_newline(&v->screen);
    } else if (*byte.at == ESC) {
        size_t length = (size_t)(put_visible(text, byte) - text);
        text_safe_end(&v->typed);
        screen_text(&v->screen, (struct hpt_str){text, length}, length);
    } else {
        text_safe_feed(&v->typed, byte);
    }
}

void hpt_log_view_echo(struct hpt_log_view *v, struct hpt_str typed, uint64_t time_us)
{
    if (v->options.view == HPT_VIEW_HEX && !v->echoes)
        hex_view_leave_row(&v->hex);
    v->echoes = v->options.view == HPT_VIEW_HEX;
    text_safe_settle(&v->safe);
    text_safe_leave_row(&v->safe);
    v->screen.now_us = time_us;
    for (; typed.len > 0; str_skip(&typed, 1))
        echo(v, (struct hpt_str){typed.at, 1});
    screen_flush(&v->screen);
}

bool hpt_log_view_step_aside(struct hpt_log_view *v, void (*go_back)(void *self, unsigned column),
                             void *self)
{
    if (v->options.safe && v->options.view != HPT_VIEW_HEX)
        return screen_step_aside(&v->screen, go_back, self);
    hpt_log_view_fresh_line(v);
    return false;
}

void hpt_log_view_change(struct hpt_log_view *v, const struct hpt_log_options *options)
{
    show_held(v);
    hpt_log_view_fresh_line(v);
    set(v, options);
}

void hpt_log_view_summary(struct hpt_log_view *v, const struct hpt_state *s)
{
    bool is_wanted = v->options.view != HPT_VIEW_PLAIN && !v->options.final_summary_off;

    end_text(v);
    if (is_wanted || v->options.safe)
        hpt_log_view_fresh_line(v);
    if (is_wanted)
        log_write_summary(v, s);
}

/* What the log view itself writes: a line per event, warnings, failures, notices. */
#include "base/out.h"
#include "base/printable.h"
#include "base/put.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/visible.h"
#include "report/log_view.h"
#include "report/view.h"
#include "report/words.h"

#include <inttypes.h>

enum {
    COMMENT_MAX = 1024, /* no trace line is as long */
    COMMENT_SHOWN = 4 * COMMENT_MAX + VISIBLE_MOST
};

static void color(const struct hpt_log_view *v, const char *code)
{
    if (v->options.color)
        out_text(v->out, code);
}

static void write_title(struct hpt_log_view *v)
{
    if (v->titled)
        return;
    v->titled = true;
    screen_blank_stamp(&v->screen);
    out_text(v->out, "   (NUM)     FREE  LARGEST  [ ADDRESS]  CHANGE  (COMMENT)\n");
}

static const char *level_color(const struct hpt_state *s)
{
    if (s->free_bytes > s->total_bytes / 2)
        return COLOR_GREEN;
    return s->free_bytes > s->total_bytes / 3 ? COLOR_YELLOW : COLOR_RED;
}

/* The usual case: at most 8 digits. */
static char *put_figure8(char *at, uint64_t value)
{
    memcpy(at, "        ", 8);
    for (size_t i = 8; i-- > 0 && (value > 0 || i == 7); value /= 10)
        at[i] = (char)('0' + value % 10);
    return at + 8;
}

/* A figure of 8 columns; ~ before it when it is inferred, ? when it is not known. */
static char *put_figure(char *at, const struct hpt_state *s, uint64_t value)
{
    char figure[PUT_NUMBER + 1];
    char *end = figure;

    *at++ = ' ';
    if (s->heap_count > 0 && s->exactness.level != HPT_LEVEL_INFERRED)
        return value < 100000000 ? put_figure8(at, value) : put_decimal(at, value, 8, ' ');
    bool is_known = s->heap_count > 0 && s->open_bytes == 0;
    *end++ = is_known ? '~' : '?';
    if (is_known)
        end = put_decimal(end, value, 0, ' ');
    size_t length = (size_t)(end - figure);
    at = put_fill(at, ' ', length < 8 ? 8 - length : 0);
    return put_str(at, (struct hpt_str){figure, length});
}

/* What the event changes in requested bytes: its sign, and how much; 0 for nothing. */
static char change_of(const struct hpt_event *e, uint64_t *bytes)
{
    bool releases = (e->block.address != 0 && e->address == 0) || /* realloc(p, 0) */
                    (e->kind == HPT_EVENT_FREE && e->address != 0);

    *bytes = 0;
    if (e->repeated)
        return '=';
    if (e->kind == HPT_EVENT_ALLOC) {
        *bytes = e->size;
        return '+';
    }
    if (releases) {
        *bytes = e->block.requested;
        return '-';
    }
    if (e->kind != HPT_EVENT_RESIZE)
        return 0;
    bool grows = e->size >= e->old_requested;
    *bytes = grows ? e->size - e->old_requested : e->old_requested - e->size;
    return grows ? '+' : '-';
}

char hpt_event_change(const struct hpt_event *event, uint64_t *bytes)
{
    return change_of(event, bytes);
}

static char *put_change(char *at, const struct hpt_event *e)
{
    uint64_t bytes;
    char sign = change_of(e, &bytes);
    char *end = PUT_TEXT(at, "       ");

    if (sign != 0)
        *at++ = sign;
    if (e->kind == HPT_EVENT_FREE && e->address != 0 && !e->block.seen && !e->repeated)
        *at++ = '?';
    else if (sign != '=')
        at = put_decimal(at, bytes, 0, ' ');
    return at > end ? at : end;
}

/* Of text with other bytes in it, what they are. */
static char *put_shown(char *at, struct hpt_str text)
{
    const char *end = at + COMMENT_SHOWN - VISIBLE_MOST;

    while (text.len > 0 && at < end) {
        size_t length;
        uint32_t code;
        bool is_character = utf8_take(text, &length, &code) == UTF8_CHARACTER;
        if (is_character && code < ' ')
            *at++ = ' ';
        else
            at = put_visible(at, text);
        str_skip(&text, length);
    }
    return at;
}

/* So much of a line as is shown: not the blanks and other control characters at its end. */
static struct hpt_str comment_of(struct hpt_str line)
{
    size_t n = line.len < COMMENT_MAX ? line.len : COMMENT_MAX;

    while (n > 0 && (unsigned char)line.at[n - 1] <= ' ')
        n--;
    return (struct hpt_str){line.at, n};
}

/* The trace text without what a terminal would obey. */
static char *put_comment(char *at, struct hpt_str line)
{
    struct hpt_str text = comment_of(line);

    if (text.len == 0 || printable_end(text.at, text.at + text.len) == text.at + text.len)
        return put_str(at, text);
    const char *escape = memchr(text.at, '\x1b', text.len);
    if (escape)
        text = comment_of((struct hpt_str){text.at, (size_t)(escape - text.at)});
    return put_shown(at, text);
}

static const char *event_color(const struct hpt_event *e)
{
    if (e->kind == HPT_EVENT_FAIL)
        return COLOR_ALARM;
    if (e->warning != HPT_WARN_NONE && e->warning != HPT_WARN_AFTER_LOSS)
        return COLOR_YELLOW;
    return e->kind == HPT_EVENT_FREE ? COLOR_GREEN : COLOR_RED;
}

static char *put_color(const struct hpt_log_view *v, char *at, const char *code)
{
    return v->options.color ? put_str(at, (struct hpt_str){code, strlen(code)}) : at;
}

static void write_event(struct hpt_log_view *v, const struct hpt_event *e,
                        const struct hpt_state *s)
{
    char row[COMMENT_SHOWN + 256 + SITE_SHOWN]; /* all but comment and site takes less than 200 */
    char *at = PUT_TEXT(row, "== (");

    at = put_decimal(at, s->live_blocks, 3, '0');
    *at++ = ')';
    at = put_color(v, at, level_color(s));
    at = put_figure(at, s, s->free_bytes);
    at = put_color(v, at, COLOR_OFF);
    at = put_figure(at, s, s->largest_allocatable);
    at = put_color(v, at, event_color(e));
    at = PUT_TEXT(at, "  [");
    at = put_hex8(at, e->address);
    at = PUT_TEXT(at, "]  ");
    at = put_change(at, e);
    at = PUT_TEXT(at, " (");
    at = put_comment(at, e->line);
    *at++ = ')';
    if (v->options.namer != NULL)
        at = log_put_site(v, e->caller, at);
    *at++ = '\n';
    at = put_color(v, at, COLOR_OFF);
    out_bytes(v->out, row, (size_t)(at - row));
}

static void write_failed(struct hpt_log_view *v, const struct hpt_event *e,
                         const struct hpt_state *s)
{
    struct hpt_failure f = hpt_explain_event(s, e);

    color(v, COLOR_ALARM);
    out_format(v->out, "!! (%03" PRIu64 ") ", s->live_blocks);
    if (s->counted_only) {
        out_format(v->out, "%s(%" PRIu64 ") failed; without a map there is no reason to tell",
                   e->old_address != 0 ? "realloc" : "malloc", e->size);
    } else if (!e->size_known) {
        out_text(v->out, "malloc failed; the device does not say for which size");
    } else {
        out_format(v->out, "%s(%" PRIu64 ") failed: ", e->old_address != 0 ? "realloc" : "malloc",
                   e->size);
        hpt_write_failure(v->out, &f);
    }
    color(v, COLOR_OFF);
    out_char(v->out, '\n');
    if (s->heap_count > 0)
        hpt_write_map(v->out, s, &v->options);
    if (s->heap_count > 0 && s->exactness.level != HPT_LEVEL_EXACT) {
        out_text(v->out, "-- ");
        hpt_write_trust(v->out, s);
        out_char(v->out, '\n');
    }
}

static void write_warning_line(struct hpt_log_view *v, const struct hpt_event *e)
{
    bool expected = e->warning == HPT_WARN_AFTER_LOSS;

    color(v, expected ? COLOR_DIM : COLOR_YELLOW);
    out_text(v->out, expected ? "-- " : "** warning: ");
    hpt_write_warning(v->out, e);
    out_text(v->out, ".");
    color(v, COLOR_OFF);
    out_char(v->out, '\n');
}

void log_write_event(struct hpt_log_view *v, const struct hpt_event *e, const struct hpt_state *s)
{
    screen_fresh_row(&v->screen);
    write_title(v);
    screen_stamp_own(&v->screen, e->begun_us);
    write_event(v, e, s);
    if (e->warning != HPT_WARN_NONE) {
        screen_stamp_own(&v->screen, e->begun_us);
        write_warning_line(v, e);
    }
    if (e->kind == HPT_EVENT_FAIL) {
        screen_stamp_own(&v->screen, e->begun_us);
        write_failed(v, e, s);
    }
}

static void write_rule(struct hpt_log_view *v, const struct hpt_notice *n)
{
    v->titled = false;
    color(v, COLOR_YELLOW);
    out_text(v->out, "---------------- ");
    hpt_write_notice(v->out, n);
    out_text(v->out, " ----------------");
    color(v, COLOR_OFF);
    out_char(v->out, '\n');
}

static bool is_alarming(enum hpt_notice_kind kind)
{
    return kind == HPT_NOTICE_PRINT_DIFFERS || kind == HPT_NOTICE_BAD_PRINT ||
           kind == HPT_NOTICE_FATAL;
}

static bool is_quiet(enum hpt_notice_kind kind)
{
    return kind == HPT_NOTICE_PRINT_AGREES || kind == HPT_NOTICE_PRINT_SET ||
           kind == HPT_NOTICE_LATE || kind == HPT_NOTICE_SETTLED || kind == HPT_NOTICE_DAMAGE;
}

void log_write_notice(struct hpt_log_view *v, const struct hpt_notice *n, uint64_t time_us)
{
    screen_fresh_row(&v->screen);
    screen_stamp_own(&v->screen, time_us);
    if (n->kind == HPT_NOTICE_RESTART) {
        write_rule(v, n);
        return;
    }
    if (is_alarming(n->kind))
        color(v, COLOR_ALARM);
    else
        color(v, is_quiet(n->kind) ? COLOR_DIM : COLOR_YELLOW);
    out_text(v->out, "-- ");
    hpt_write_notice(v->out, n);
    out_text(v->out, ".");
    color(v, COLOR_OFF);
    out_char(v->out, '\n');
}

static void write_largest(struct hpt_log_view *v, const struct hpt_state *s)
{
    const char *about = free_mark(s);

    out_format(v->out, "largest   %s%" PRIu64 " byte%s could be allocated now", about,
               s->largest_allocatable, plural(s->largest_allocatable));
    if (s->low_event > 0)
        out_format(v->out, "; the least was %s%" PRIu64 " at event %" PRIu64, about,
                   s->low_largest_allocatable, s->low_event);
    out_char(v->out, '\n');
}

static void write_counts(struct hpt_out *out, const struct hpt_run *r)
{
    out_format(out, "%" PRIu64 " allocation%s, %" PRIu64 " release%s", r->allocations,
               plural(r->allocations), r->releases, plural(r->releases));
    if (r->null_releases > 0)
        out_format(out, " (and %" PRIu64 " of NULL)", r->null_releases);
    out_format(out, ", %" PRIu64 " realloc%s, %" PRIu64 " failure%s, %" PRIu64 " warning%s",
               r->resizes, plural(r->resizes), r->failures, plural(r->failures), r->warnings,
               plural(r->warnings));
}

/* A line for each run before this one. Of many only the first and the last are known. */
static void write_earlier(struct hpt_out *out, const struct hpt_state *s)
{
    uint64_t next = 1;

    if (s->earlier_count > 0)
        out_text(out, "== Earlier runs: ==\n");
    for (size_t i = 0; i < s->earlier_count; i++) {
        const struct hpt_run *r = &s->earlier[i];
        char name[32], *end = PUT_TEXT(name, "run ");
        if (r->run > next)
            out_format(out, "          %" PRIu64 " runs between\n", r->run - next);
        next = r->run + 1;
        end = put_decimal(end, r->run, 0, ' ');
        out_format(out, "%-9.*s ", (int)(end - name), name);
        write_counts(out, r);
        out_format(out, "; the peak was %" PRIu64 " bytes; up to event %" PRIu64 "\n",
                   r->peak_live_bytes, r->last_event);
    }
}

static void write_live(struct hpt_out *out, const struct hpt_state *s)
{
    out_format(out,
               "live      %" PRIu64 " block%s, %" PRIu64 " byte%s requested; the peak was %" PRIu64
               " byte%s at event %" PRIu64 "\n",
               s->live_blocks, plural(s->live_blocks), s->live_bytes, plural(s->live_bytes),
               s->peak_live_bytes, plural(s->peak_live_bytes), s->peak_event);
}

void log_write_summary(struct hpt_log_view *v, const struct hpt_state *s)
{
    const struct hpt_run now = {.allocations = s->allocations,
                                .releases = s->releases,
                                .null_releases = s->null_releases,
                                .resizes = s->resizes,
                                .failures = s->failures,
                                .warnings = s->warnings};

    screen_fresh_row(&v->screen);
    if (s->event == 0) {
        out_text(v->out, "== No heap trace was seen. ==\n");
        return;
    }
    write_earlier(v->out, s);
    out_format(v->out, "== Summary of run %" PRIu64 " (%s, allocator %s): ==\nevents    ", s->run,
               s->dialect, s->allocator);
    write_counts(v->out, &now);
    out_char(v->out, '\n');
    write_live(v->out, s);
    if (s->heap_count > 0)
        write_largest(v, s);
    out_text(v->out, "trust     ");
    hpt_write_trust(v->out, s);
    out_char(v->out, '\n');
}

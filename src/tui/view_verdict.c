/* How the heap is, and how far that can be trusted. */
#include "base/out.h"
#include "base/plural.h"
#include "travel/scene.h"
#include "travel/travel.h"
#include "tui/draw.h"

#include <inttypes.h>

/* Below this share of a heap the largest block that malloc could give is called tight. */
enum { TIGHT_SHARE = 8 };

static void write_failed(struct hpt_out *out, const struct show *s, const struct hpt_event *e)
{
    const char *call = e->old_address != 0 ? "realloc" : "malloc";

    if (!e->size_known) {
        out_format(out, "%s FAILED; the device does not say for which size. ", call);
    } else {
        out_format(out, "%s(%" PRIu64 ") FAILED: ", call, e->size);
        if (s->state->counted_only) {
            out_text(out, "without a map there is no reason to tell.");
        } else {
            struct hpt_failure why = hpt_explain_event(s->state, e);
            hpt_write_failure(out, &why);
        }
    }
}

static bool has_bounds(const struct hpt_state *state)
{
    return state->heap_count > 0 && state->open_bytes == 0 && !hpt_has_inferred_bounds(state);
}

static bool is_tight(const struct show *s)
{
    return has_bounds(s->state) &&
           s->state->largest_allocatable < s->state->total_bytes / TIGHT_SHARE;
}

static bool is_filling(const struct show *s)
{
    return s->report != NULL && s->report->will_fill && s->report->full_low > 0;
}

static void write_figures(struct hpt_out *out, const struct show *s)
{
    const struct hpt_state *t = s->state;

    out_format(
        out, "%s%" PRIu64 " of %" PRIu64 " bytes are free, malloc could give %s%" PRIu64 " at once",
        about(s), t->free_bytes, t->total_bytes, about(s), t->largest_allocatable);
    if (t->low_event > 0 && t->low_largest_allocatable < t->largest_allocatable)
        out_format(out, " (the least was %" PRIu64 " at event %" PRIu64 ")",
                   t->low_largest_allocatable, t->low_event);
    out_char(out, '.');
}

/* When what lives has filled the heap, counted from the instant that is shown. */
static void write_projection(struct hpt_out *out, const struct show *s)
{
    const struct hpt_report *r = s->report;
    double gone = (double)s->state->event - (double)s->report_event;
    double low = r->full_low > gone ? r->full_low - gone : 0;

    out_format(out, ", full in %.0f", low);
    if (r->full_high > r->full_low && r->full_high < 1e15)
        out_format(out, " to %.0f", r->full_high - gone);
    out_text(out, " events");
}

/* What is wrong with the last event; NULL: nothing, or only what a known loss explains. */
static const struct hpt_event *warning_of(const struct show *s)
{
    const struct hpt_event *last = scene_event(s->scene, 0);
    bool is_wrong = last != NULL && last->number == s->state->event &&
                    last->warning != HPT_WARN_NONE && last->warning != HPT_WARN_AFTER_LOSS;

    return is_wrong ? last : NULL;
}

static void write_warned(struct hpt_out *out, const struct hpt_event *e)
{
    out_text(out, "Warning: ");
    hpt_write_warning(out, e);
    out_text(out, ". 6 lists all warnings.");
}

static void write_before(struct hpt_out *out, const struct hpt_state *t)
{
    if (t->failures > 0)
        out_format(out, " %" PRIu64 " allocation%s failed before: [ goes there.", t->failures,
                   plural(t->failures));
    if (t->warnings > 0)
        out_format(out, " %" PRIu64 " warning%s: 6 lists %s.", t->warnings, plural(t->warnings),
                   t->warnings == 1 ? "it" : "them");
}

static void write_healthy(struct hpt_out *out, const struct show *s, struct pen *pen)
{
    bool is_filling_up = is_filling(s);

    if (is_tight(s) || is_filling_up) {
        *pen = (struct pen){.fore = INK_TIGHT, .flags = PEN_BOLD};
        out_text(out, is_tight(s) ? "Getting tight" : "Growing");
        if (is_filling_up)
            write_projection(out, s);
        out_text(out, ": ");
    } else if (!has_bounds(s->state)) {
        *pen = pen_ink(INK_PLAIN);
        out_text(out, "No failure here; the heap's bounds are not known: ");
    } else {
        *pen = pen_ink(INK_GOOD);
        out_text(out, "Healthy: ");
    }
    write_figures(out, s);
    write_before(out, s->state);
}

static void write_nothing(struct hpt_out *out, const struct show *s)
{
    if (s->last_event > 0)
        out_text(out, "This is before the first event. The right arrow steps forward.");
    else if (s->is_away)
        out_text(out, "The board is not there. Plug it in: it is opened as soon as it comes.");
    else if (s->app->is_over)
        out_text(out, "No heap trace was found. Is heap debugging switched on in the firmware?");
    else
        out_text(out, "Waiting for the first line of a heap trace. Is heap debugging switched on?");
}

/* Where the reason is cut off, what to press must not be. */
static void draw_failed(struct area a, const struct show *s, const struct hpt_event *e)
{
    struct pen pen = {.fore = INK_BAD, .flags = PEN_BOLD};
    const char *press = s->app->sheet == SHEET_EXPLAIN ? "" : "Press e to read why.";
    struct hpt_str key = {press, *press != '\0' ? 20 : 0};
    struct words w;

    write_failed(words_begin(&w), s, e);
    struct hpt_str text = {w.text, w.length};
    int room = a.columns - 2 - (int)key.len;
    if (text_columns(text) > room && *press != '\0') {
        area_fit(area_part(a, 0, 0, 1, room > 0 ? room : 0), 0, 1, pen, w.text, s->look.is_ascii);
        area_text(a, 0, room + 1, pen, press);
        return;
    }
    int column = area_fit(a, 0, 1, pen, w.text, s->look.is_ascii);
    area_text(a, 0, column + 1, pen, press);
}

static void draw_verdict(struct area a, const struct show *s)
{
    const struct hpt_event *failure = failure_of(s), *warning = warning_of(s);
    struct pen pen = {0};
    struct words w;

    if (failure != NULL) {
        draw_failed(a, s, failure);
        return;
    }
    if (s->state->event == 0 && s->state->heap_count == 0)
        write_nothing(words_begin(&w), s);
    else if (warning != NULL)
        write_warned(words_begin(&w), warning);
    else
        write_healthy(words_begin(&w), s, &pen);
    if (warning != NULL)
        pen = (struct pen){.fore = INK_TIGHT, .flags = PEN_BOLD};
    area_fit(a, 0, 1, pen, w.text, s->look.is_ascii);
}

static void draw(struct area a, const struct show *s)
{
    struct words w;
    struct hpt_out *out = words_begin(&w);
    bool is_doubtful = s->state->exactness.level == HPT_LEVEL_INFERRED;

    draw_verdict(a, s);
    if (a.rows < 2 || (s->state->event == 0 && s->state->heap_count == 0))
        return;
    if (s->trouble != NULL) {
        area_fit(a, 1, 1, (struct pen){.fore = INK_BAD, .flags = PEN_BOLD}, s->trouble,
                 s->look.is_ascii);
        return;
    }
    out_text(out, "Trust: ");
    hpt_write_trust(out, s->state);
    out_char(out, '.');
    area_fit(a, 1, 1, pen_ink(is_doubtful ? INK_TIGHT : INK_DIM), w.text, s->look.is_ascii);
}

const struct view view_verdict = {"Verdict", draw};

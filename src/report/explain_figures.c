/* The figures of an explanation, one a line, and where a healthy heap is heading. */
#include "report/explain_words.h"
#include "report/paragraph.h"
#include "report/words.h"

#include <inttypes.h>
#include <math.h>

static void write_request(struct hpt_out *out, const struct hpt_failure *f)
{
    out_format(out, "  requested            %8" PRIu64 " byte%s\n", f->size, plural(f->size));
    if (f->need > 0)
        out_format(out,
                   "  needed               %8" PRIu64 " bytes of a hole, header and rounding "
                   "counted\n",
                   f->need);
}

static void write_holes(struct hpt_out *out, const struct hpt_explanation *e)
{
    const struct hpt_failure *f = &e->failure;

    out_format(out, "  free%s %8" PRIu64 " byte%s in %" PRIu64 " hole%s",
               f->is_least ? ", at least      " : "                ", f->free_bytes,
               plural(f->free_bytes), f->holes, plural(f->holes));
    if (e->heaps > 1)
        out_format(out, "; the most in one heap %" PRIu64, f->free_in_one);
    out_format(out, "\n  largest hole%s %8" PRIu64 " byte%s, enough for a request of %" PRIu64 "\n",
               f->is_least ? " known  " : "        ", f->widest_hole, plural(f->widest_hole),
               f->largest);
}

void explain_write_figures(struct hpt_out *out, const struct hpt_explanation *e)
{
    out_char(out, '\n');
    if (e->is_failure && e->size_known)
        write_request(out, &e->failure);
    write_holes(out, e);
    if (e->is_failure && e->has_index)
        out_format(out,
                   "  fragmentation index     %" PRIu32 ".%03" PRIu32
                   " (0: too little memory, 1: too scattered)\n",
                   e->index / 1000, e->index % 1000);
    if (e->low_event > 0)
        out_format(out,
                   "  lowest so far        %8" PRIu64 " bytes could be allocated at most, at event "
                   "%" PRIu64 "\n",
                   e->low_largest, e->low_event);
    if (e->is_failure && e->failures > 1)
        out_format(out, "  failures so far      %8" PRIu64 " in this run\n", e->failures);
    if (e->failure.cause == HPT_CAUSE_REGION)
        out_format(out, "  room was in          heap %" PRIu64 "\n", e->room_in);
}

static void write_trend(struct hpt_out *out, const char *name, const struct hpt_trend *t)
{
    out_format(out, "  %-20s %+9.1f", name, t->slope * 1000);
    if (isfinite(t->low) && isfinite(t->high))
        out_format(out, " (95 %%: %+.1f to %+.1f)", t->low * 1000, t->high * 1000);
    out_text(out, t->p < 0.05 ? "\n" : ", no clear trend\n");
}

static void write_span(struct hpt_out *out, double events, double us_per_event)
{
    static const struct {
        double seconds;
        const char *name;
    } units[] = {{86400, "days"}, {3600, "hours"}, {60, "minutes"}, {0, "s"}};
    double seconds = events * us_per_event / 1e6;
    size_t i = 0;

    out_format(out, "%.0f", events);
    if (!(us_per_event > 0))
        return;
    while (seconds < 2 * units[i].seconds)
        i++;
    out_format(out, " (%.1f %s)", units[i].seconds > 0 ? seconds / units[i].seconds : seconds,
               units[i].name);
}

static void write_projection(struct hpt_out *out, const struct hpt_outlook *o)
{
    out_format(out,
               "At this pace a request of %" PRIu64 " bytes, the largest of that time, fails "
               "after about ",
               o->asked);
    write_span(out, o->events, o->us_per_event);
    out_text(out, " more events; 95 %: ");
    write_span(out, o->events_low, o->us_per_event);
    if (isfinite(o->events_high)) {
        out_text(out, " to ");
        write_span(out, o->events_high, o->us_per_event);
    } else {
        out_text(out, " or more");
    }
    out_char(out, '.');
}

void explain_write_outlook(const struct explain_page *page, const struct hpt_explanation *e)
{
    struct hpt_out *out = page->out;
    const struct hpt_outlook *o = &e->outlook;
    struct paragraph text;

    out_char(out, '\n');
    if (o->is_known) {
        out_format(out, "Change in 1000 events, from event %" PRIu64 " on\n", o->from_event);
        write_trend(out, "live bytes", &o->live);
    }
    if (o->is_known && o->has_bounds) {
        write_trend(out, "free bytes", &o->free);
        write_trend(out, "largest allocatable", &o->largest);
    }
    paragraph_begin(&text, out, 0, 0, page->columns);
    if (!o->is_known)
        out_text(&text.words, "The run is too short to see a trend.");
    else if (o->is_open)
        out_text(&text.words,
                 "How far it is to a failure cannot be told: the trace began late, and "
                 "what was in the heap before was not known in all of these events.");
    else if (!o->has_bounds)
        out_text(&text.words, "How far it is to a failure cannot be told: the heap's bounds are "
                              "not known (give --elf or --heap).");
    else if (o->will_fail)
        write_projection(&text.words, o);
    else
        out_text(&text.words, "No failure is in sight: neither what is free nor the largest "
                              "allocatable falls.");
    paragraph_end(&text);
}

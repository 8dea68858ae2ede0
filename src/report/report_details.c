/* The details of a report: runs, marks, the peak, fragmentation, failures, errors. */
#include "report/report_parts.h"
#include "report/words.h"

#include <inttypes.h>

enum { ROWS = 20 /* of a table */, COUNT_WIDTH = 8 };

static void write_head(struct hpt_out *out, const struct hpt_report_view *view, const char *title)
{
    out_char(out, '\n');
    write_bold(out, view, title);
    out_char(out, '\n');
}

static void write_more(struct hpt_out *out, uint64_t count, const char *what)
{
    if (count > 0)
        out_format(out, "  … and %" PRIu64 " more %s%s (--json has all that are kept)\n", count,
                   what, plural(count));
}

static void write_runs(struct hpt_out *out, const struct hpt_report *r,
                       const struct hpt_report_view *view)
{
    uint64_t total = r->run_count + r->runs_dropped;
    size_t shown = r->run_count < ROWS ? r->run_count : ROWS;

    if (total < 2)
        return;
    write_head(out, view, "Runs (the device started over; --run N reports on one of them)");
    out_text(out, "  RUN  FIRST EVENT    EVENTS  PEAK BYTES  LOWEST LARGEST  FAILED\n");
    for (size_t i = 0; i < shown; i++) {
        const struct hpt_report_run *run = &r->runs[i];
        out_format(out, "%5" PRIu64 " %12" PRIu64 " %9" PRIu64 " %11" PRIu64, run->number,
                   run->first.event, run->last.event - run->first.event + 1, run->peak_bytes);
        if (run->low_known)
            out_format(out, " %15" PRIu64, run->low_largest);
        else
            out_format(out, " %15s", "?");
        out_format(out, " %7" PRIu64 "%s\n", run->failures,
                   run->number == r->run->number ? "  <- this report" : "");
    }
    write_more(out, total - shown, "run");
}

static void write_marks(struct hpt_out *out, const struct hpt_report *r,
                        const struct hpt_report_view *view)
{
    size_t shown = r->mark_count < ROWS ? r->mark_count : ROWS;

    if (r->mark_count == 0)
        return;
    write_head(out, view, "Marks (--since mark:N reports on what comes after one)");
    out_text(out, "    N      EVENT  LIVE BYTES  BLOCKS      FREE   LARGEST  TEXT\n");
    for (size_t i = 0; i < shown; i++) {
        const struct hpt_mark *m = &r->marks[i];
        out_format(out, "%5" PRIu64 " %10" PRIu64 " %11" PRIu64 " %7" PRIu64 " %9" PRIu64,
                   (uint64_t)i + 1, m->at.event, m->live_bytes, m->live_blocks, m->free_bytes);
        out_format(out, " %9" PRIu64 "  ", m->largest);
        write_said(out, (struct hpt_str){m->text, m->length});
        out_text(out, m->by_person ? " (set by hand)\n" : "\n");
    }
    write_more(out, r->mark_count - shown + r->marks_dropped, "mark");
}

static void write_peak(struct hpt_out *out, const struct hpt_report *r,
                       const struct hpt_report_view *view)
{
    size_t shown = r->peak_held_count < 10 ? r->peak_held_count : 10;

    write_head(out, view, "Peak");
    out_text(out, "  ");
    write_count(out, r->peak_bytes, "byte");
    out_text(out, " in ");
    write_count(out, r->peak_blocks, "block");
    out_text(out, ", ");
    if (!r->counted_only)
        out_format(out, "%" PRIu64 " occupied, ", r->peak_occupied);
    write_instant(out, &r->peak);
    out_char(out, '\n');
    if (r->most_occupied > 0) {
        out_text(out, "  most occupied: ");
        write_count(out, r->most_occupied, "byte");
        out_text(out, ", ");
        write_instant(out, &r->most_occupied_at);
        out_char(out, '\n');
    }
    if (shown > 0)
        out_text(out, "  Its largest blocks:  BYTES    ADDRESS       EVENT  SITE\n");
    for (size_t i = 0; i < shown; i++) {
        const struct hpt_peak_block *b = &r->peak_held[i];
        out_format(out, "%28" PRIu64 " %#10" PRIx64 " %11" PRIu64 "  ", b->requested, b->address,
                   b->event);
        write_site(out, r, b->site, view, 0);
        out_char(out, '\n');
    }
    write_more(out, r->peak_held_count - shown, "block");
    if (r->peak_unnamed_bytes > 0)
        out_format(
            out, "  %" PRIu64 " byte%s of it %s not named: the map was put right afterwards\n",
            r->peak_unnamed_bytes, plural(r->peak_unnamed_bytes), are(r->peak_unnamed_bytes));
}

/* About as many instants as fit, the last among them. */
static void write_instants(struct hpt_out *out, const struct hpt_report *r)
{
    size_t every = (r->fragmentation_count + 9) / 10;

    out_text(out, "     EVENT     FREE  HOLES LARGEST   E1    E2   USABLE FOR HALF / 95 % / ALL\n");
    for (size_t i = 0; i < r->fragmentation_count; i++) {
        const struct hpt_fragmentation *f = &r->fragmentation[i];
        if ((r->fragmentation_count - 1 - i) % every != 0)
            continue;
        out_format(out, "%10" PRIu64 " %8" PRIu64 " %6" PRIu64 " %7" PRIu64 "  %.2f  %.2f",
                   f->at.event, f->free_bytes, f->holes, f->largest, f->e1, f->e2);
        for (int k = 0; k < 3; k++)
            out_format(out, "%s%4.0f %%", k == 0 ? "     " : "  ", 100 * f->usable[k]);
        out_char(out, '\n');
    }
    const struct hpt_fragmentation *last = &r->fragmentation[r->fragmentation_count - 1];
    out_format(out,
               "  Half, 95 %% and all of the requests were at most %" PRIu64 ", %" PRIu64
               " and %" PRIu64 " byte%s.\n",
               last->sizes[0], last->sizes[1], last->sizes[2], plural(last->sizes[2]));
}

static void write_fragmentation(struct hpt_out *out, const struct hpt_report *r,
                                const struct hpt_report_view *view)
{
    if (r->fragmentation_count == 0 || !r->low_known)
        return;
    write_head(out, view, "Fragmentation (sampled at instants of equal distance)");
    write_instants(out, r);
    if (r->footprint_known)
        out_format(out,
                   "  Johnstone & Wilson: %" PRIu64
                   " byte%s of heap %s reached; measure 3 is %.0f %%, measure 4 %.0f %%\n",
                   r->footprint, plural(r->footprint), were(r->footprint),
                   100 * r->johnstone_wilson3, 100 * r->johnstone_wilson4);
}

static void write_failures(struct hpt_out *out, const struct hpt_report *r,
                           const struct hpt_report_view *view)
{
    size_t shown = r->failure_count < ROWS ? r->failure_count : ROWS;

    if (r->failure_count == 0)
        return;
    write_head(out, view,
               r->run->failures > shown ? "Failed allocations (the last of them)"
                                        : "Failed allocations");
    for (size_t i = r->failure_count - shown; i < r->failure_count; i++) {
        const struct hpt_failed *f = &r->failures[i];
        out_text(out, "  ");
        write_instant(out, &f->at);
        if (f->size_known)
            out_format(out, ": malloc(%" PRIu64 ")", f->why.size);
        if (f->site < r->site_count && r->sites[f->site].caller != 0) {
            out_text(out, " by ");
            write_site(out, r, f->site, view, 0);
        }
        out_text(out, ": ");
        hpt_write_failure(out, &f->why);
        out_char(out, '\n');
    }
    write_more(out, r->run->failures - shown, "failure");
}

static bool is_trouble(int notice)
{
    return notice != HPT_NOTICE_RESTART && notice != HPT_NOTICE_PRINT_AGREES &&
           notice != HPT_NOTICE_PRINT_SET;
}

static uint64_t errors_of(const struct hpt_report_run *run)
{
    uint64_t sum = 0;

    for (int i = HPT_WARN_NONE + 1; i < HPT_WARN_COUNT; i++)
        sum += run->warnings[i];
    for (int i = 0; i < HPT_NOTICE_KIND_COUNT; i++)
        sum += is_trouble(i) ? run->notices[i] : 0;
    return sum;
}

static void write_errors(struct hpt_out *out, const struct hpt_report *r,
                         const struct hpt_report_view *view)
{
    const struct hpt_report_run *run = r->run;

    if (errors_of(run) == 0)
        return;
    write_head(out, view, "Errors and losses (replay shows each where it stands)");
    for (int i = HPT_WARN_NONE + 1; i < HPT_WARN_COUNT; i++) {
        if (run->warnings[i] == 0)
            continue;
        write_warnings(out, run->warnings[i], COUNT_WIDTH, (enum hpt_warning)i);
        out_text(out, ", the first at ");
        write_instant(out, &run->first_warning[i]);
        out_char(out, '\n');
    }
    for (int i = 0; i < HPT_NOTICE_KIND_COUNT; i++) {
        if (is_trouble(i) && run->notices[i] > 0) {
            write_troubles(out, run->notices[i], COUNT_WIDTH, (enum hpt_notice_kind)i);
            out_char(out, '\n');
        }
    }
}

void write_report_details(struct hpt_out *out, const struct hpt_report *r,
                          const struct hpt_report_view *view)
{
    write_runs(out, r, view);
    write_marks(out, r, view);
    write_peak(out, r, view);
    write_fragmentation(out, r, view);
    write_failures(out, r, view);
    write_errors(out, r, view);
}

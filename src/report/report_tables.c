/* The tables of a report: leaks, sites, sizes and lifetimes. */
#include "report/report_parts.h"
#include "report/spark.h"
#include "report/words.h"

#include <inttypes.h>

enum { ROWS = 20, BAR = 20, CURVE_WIDTH = 12, SITE_WIDTH = 32 };

static void write_interval(struct hpt_out *out, const struct hpt_growth *g)
{
    out_format(out, "%+9.1f %+9.1f %+9.1f", 1e3 * g->low, 1e3 * g->slope, 1e3 * g->high);
}

static void write_leaks(struct hpt_out *out, const struct hpt_report *r,
                        const struct hpt_report_view *view)
{
    if (r->leak_count == 0)
        return;
    out_char(out, '\n');
    write_bold(out, view, "Leaks (sites that grow steadily; bytes per 1000 events)");
    out_text(out,
             "\n  SITE                               AT LEAST    MEDIAN   AT MOST        P  KEPT"
             "  HOLDS\n");
    for (size_t i = 0; i < r->leak_count && i < ROWS; i++) {
        const struct hpt_site *s = &r->sites[r->leaks[i]];
        out_text(out, "  ");
        write_site(out, r, r->leaks[i], view, SITE_WIDTH);
        out_text(out, "  ");
        write_interval(out, &s->growth);
        out_format(out, "  %7.1e %3.0f %%  %" PRIu64 "\n", s->growth.p,
                   100 - percent(s->releases, s->allocations + s->before_blocks), s->live_bytes);
        if (s->growth.per_s > 0)
            out_format(out, "%*s%.3g to %.3g bytes a second\n", SITE_WIDTH + 4, "", s->growth.low_s,
                       s->growth.high_s);
    }
    if (r->curveless_sites > 0)
        out_format(out, "  %" PRIu64 " site%s, seen last, %s not looked at\n", r->curveless_sites,
                   plural(r->curveless_sites), were(r->curveless_sites));
}

/* Sites by the bytes they held at the peak, then by all they asked for. */
static void sort_sites(const struct hpt_report *r, size_t *order, size_t count)
{
    for (size_t i = 0; i < r->site_count; i++) {
        const struct hpt_site *s = &r->sites[i];
        size_t at = i < count ? i : count;
        while (at > 0) {
            const struct hpt_site *before = &r->sites[order[at - 1]];
            if (before->peak_bytes > s->peak_bytes ||
                (before->peak_bytes == s->peak_bytes && before->bytes >= s->bytes))
                break;
            if (at < count)
                order[at] = order[at - 1];
            at--;
        }
        if (at < count)
            order[at] = i;
    }
}

static void write_site_row(struct hpt_out *out, const struct hpt_report *r, size_t index,
                           const struct hpt_report_view *view)
{
    const struct hpt_site *s = &r->sites[index];

    out_text(out, "  ");
    write_site(out, r, index, view, SITE_WIDTH);
    out_format(out, " %8" PRIu64 " %10" PRIu64 " %9" PRIu64 " %4.0f %% %4.0f %%", s->allocations,
               s->bytes, s->live_bytes, percent(s->peak_bytes, r->peak_bytes),
               percent(s->temporaries[1], s->releases));
    out_format(out, " %4" PRIu64 "  ", s->failures);
    write_spark(out, &s->live, CURVE_WIDTH, false);
    out_format(out, " %s\n", shape_name(s->growth.shape));
}

static void write_sites(struct hpt_out *out, const struct hpt_report *r,
                        const struct hpt_report_view *view)
{
    size_t order[ROWS];
    size_t shown = r->site_count < ROWS ? r->site_count : ROWS;

    if (shown == 0)
        return;
    sort_sites(r, order, shown);
    out_char(out, '\n');
    write_bold(out, view, "Sites (by what they held at the peak)");
    out_text(out,
             "\n  SITE                                ALLOCS      BYTES      LIVE   PEAK TEMP'Y"
             " FAIL  LIVE BYTES\n");
    for (size_t i = 0; i < shown; i++)
        write_site_row(out, r, order[i], view);
    if (r->site_count > shown)
        out_format(out, "  … and %" PRIu64 " more sites (--json has all)\n",
                   (uint64_t)(r->site_count - shown));
}

static uint64_t sum_of(const struct hpt_histogram *h)
{
    uint64_t sum = 0;

    for (int i = 0; i < HPT_REPORT_LOG2; i++)
        sum += h->count[i];
    return sum;
}

static uint64_t begin_of(int power)
{
    return power == 0 ? 0 : UINT64_C(1) << power;
}

/* `alive` may be NULL. */
static void write_histogram(struct hpt_out *out, const struct hpt_histogram *h,
                            const struct hpt_histogram *alive, const char *unit)
{
    uint64_t most = 1;
    int first = 0, last = 0;

    for (int i = HPT_REPORT_LOG2 - 1; i >= 0; i--) {
        uint64_t count = h->count[i] + (alive != NULL ? alive->count[i] : 0);
        most = count > most ? count : most;
        first = count > 0 ? i : first;
        last = count > 0 && last == 0 ? i : last;
    }
    for (int i = first; i <= last; i++) {
        uint64_t living = alive != NULL ? alive->count[i] : 0;
        uint64_t bar = (h->count[i] + living) * BAR / most;
        out_format(out, "  %10" PRIu64 " %s or more %10" PRIu64, begin_of(i), unit, h->count[i]);
        if (alive != NULL)
            out_format(out, " %10" PRIu64, living);
        out_text(out, bar > 0 ? "  " : "");
        for (uint64_t k = 0; k < bar; k++)
            out_text(out, "█");
        out_char(out, '\n');
    }
}

static void write_median(struct hpt_out *out, uint64_t median, const char *unit, const char *rest)
{
    if (median == 0)
        out_format(out, "  More than half of all blocks outlive the run, counted in %ss%s.\n", unit,
                   rest);
    else
        out_format(out, "  Half of all blocks live for at most %" PRIu64 " %s%s%s.\n", median, unit,
                   plural(median), rest);
}

static void write_sizes(struct hpt_out *out, const struct hpt_report *r,
                        const struct hpt_report_view *view)
{
    if (sum_of(&r->sizes) == 0)
        return;
    out_char(out, '\n');
    write_bold(out, view, "Sizes of the requests");
    out_char(out, '\n');
    write_histogram(out, &r->sizes, NULL, "bytes");
}

static void write_lifetimes(struct hpt_out *out, const struct hpt_report *r,
                            const struct hpt_report_view *view)
{
    uint64_t released = sum_of(&r->age_events);

    if (released + sum_of(&r->alive_events) == 0)
        return;
    out_char(out, '\n');
    write_bold(out, view,
               "Lifetimes (released, then those that live still and are at least so old)");
    out_char(out, '\n');
    write_histogram(out, &r->age_events, &r->alive_events, "allocations");
    write_median(out, r->median_age_events, "allocation", "");
    write_histogram(out, &r->age_bytes, &r->alive_bytes, "bytes");
    write_median(out, r->median_age_bytes, "byte", " requested");
    out_format(out,
               "  Temporary: %" PRIu64 " (%.0f %% of the released) with no allocation in between, "
               "%" PRIu64 " (%.0f %%) with at most one.\n",
               r->temporaries[0], percent(r->temporaries[0], released), r->temporaries[1],
               percent(r->temporaries[1], released));
}

static void write_churn(struct hpt_out *out, const struct hpt_report *r,
                        const struct hpt_report_view *view)
{
    const struct hpt_report_run *run = r->run;
    uint64_t events = run->last.event - run->first.event + 1;
    double seconds = (double)(run->last.time_us - run->first_us) / 1e6;

    out_char(out, '\n');
    write_bold(out, view, "Churn");
    out_text(out, "\n  ");
    write_count(out, run->allocations, "allocation");
    out_text(out, ", ");
    write_count(out, run->releases, "release");
    out_text(out, ", ");
    write_count(out, run->resizes, "realloc");
    out_text(out, "; ");
    write_count(out, run->bytes, "byte");
    out_format(out, " %s asked for, %.1f an event", were(run->bytes),
               (double)run->bytes / (double)events);
    if (run->first_us > 0 && seconds > 0)
        out_format(out, "; %.1f allocations and %.0f bytes a second",
                   (double)run->allocations / seconds, (double)run->bytes / seconds);
    out_char(out, '\n');
}

void write_report_tables(struct hpt_out *out, const struct hpt_report *r,
                         const struct hpt_report_view *view)
{
    write_leaks(out, r, view);
    write_sites(out, r, view);
    write_churn(out, r, view);
    write_sizes(out, r, view);
    write_lifetimes(out, r, view);
}

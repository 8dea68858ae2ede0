/* The first screen of a report: what a person wants to know first, in 80 columns and 24 rows. */
#include "report/report_parts.h"
#include "report/spark.h"
#include "report/trust.h"
#include "report/words.h"

#include "base/str.h"
#include "report/paragraph.h"

#include <inttypes.h>

enum {
    WIDTH = 80,
    INDENT = 9,
    SPARK_WIDTH = 20,
    BESIDE = INDENT + SPARK_WIDTH + 2,
    SITE_WIDTH = 32,
    LEAKS_SHOWN = 4,
    HOLDERS_SHOWN = 3
};

static void write_title(struct hpt_out *out, const struct hpt_report *r,
                        const struct hpt_report_view *view)
{
    const struct hpt_report_run *run = r->run;
    uint64_t runs = r->run_count + r->runs_dropped;
    uint64_t events = run->last.event - run->first.event + 1;

    if (view->input != NULL) {
        write_said(out, str_of(view->input));
        out_text(out, ": ");
    }
    if (runs > 1)
        out_format(out, "run %" PRIu64 " of %" PRIu64 ", ", run->number, runs);
    out_format(out, "%" PRIu64 " event%s", events, plural(events));
    if (run->first_us > 0)
        out_format(out, " in %.1f s", (double)(run->last.time_us - run->first_us) / 1e6);
    if (r->is_part)
        out_format(out, ", from event %" PRIu64 " on", r->since.event);
}

static void write_head(struct hpt_out *out, const struct hpt_report *r,
                       const struct hpt_report_view *view)
{
    const struct trust trust = {.counted_only = r->counted_only,
                                .has_heaps = true,
                                .has_inferred_bounds = !r->run->low_known && !r->is_open,
                                .exactness = r->run->exactness,
                                .allocator = r->run->allocator};
    struct paragraph text;

    paragraph_begin(&text, out, 2, 0, WIDTH);
    write_title(&text.words, r, view);
    paragraph_end(&text);
    paragraph_begin(&text, out, 2, 0, WIDTH);
    write_trust(&text.words, &trust);
    paragraph_end(&text);
    out_char(out, '\n');
}

/* A curve that begins later than that of what lives, as nothing was known before, begins further
 * right. */
static size_t columns_before(const struct hpt_report *r, const struct hpt_curve *curve)
{
    uint64_t all = r->live.count * r->live.step;
    uint64_t before = curve->count > 0 ? curve->first - r->live.first : 0;

    return before < all ? (size_t)((double)before * SPARK_WIDTH / (double)all) : 0;
}

static void write_label(struct hpt_out *out, const struct hpt_report *r,
                        const struct hpt_report_view *view, const char *name,
                        const struct hpt_curve *curve, bool least)
{
    size_t before = columns_before(r, curve);
    size_t width = SPARK_WIDTH - before;
    size_t columns = curve->count < width ? curve->count : width;

    write_bold(out, view, name);
    out_format(out, "%*s", (int)(9 - strlen(name) + before), "");
    write_spark(out, curve, width, least);
    out_format(out, "%*s", (int)(width - columns + 2), "");
}

/* "12 at the end, lowest 3 at event 9", beside a curve. */
static void write_low(struct hpt_out *out, const struct hpt_report *r, uint64_t end, uint64_t low,
                      const struct hpt_instant *at)
{
    struct paragraph text;

    paragraph_begin(&text, out, BESIDE, BESIDE, WIDTH);
    if (r->low_known)
        out_format(&text.words, "%" PRIu64 " at the end, lowest %" PRIu64 " at event %" PRIu64, end,
                   low, at->event);
    else if (r->is_open)
        out_text(&text.words, "not known: it begins late, and has not shown what was there before");
    else
        out_text(&text.words, "not known: the heap's bounds are not; give --heap or --elf");
    paragraph_end(&text);
}

static void write_curves(struct hpt_out *out, const struct hpt_report *r,
                         const struct hpt_report_view *view)
{
    struct paragraph text;

    write_label(out, r, view, "live", &r->live, false);
    paragraph_begin(&text, out, BESIDE, BESIDE, WIDTH);
    write_count(&text.words, r->end_live_bytes, "byte");
    out_text(&text.words, " in ");
    write_count(&text.words, r->end_live_blocks, "block");
    out_format(&text.words, " at the end, peak %" PRIu64 " at event %" PRIu64, r->peak_bytes,
               r->peak.event);
    paragraph_end(&text);
    if (r->counted_only)
        return;
    write_label(out, r, view, "free", &r->free, true);
    write_low(out, r, r->end_free, r->low_free, &r->low_free_at);
    write_label(out, r, view, "largest", &r->largest, true);
    write_low(out, r, r->end_largest, r->low_largest, &r->low_largest_at);
}

static void write_fragmentation(struct hpt_out *out, const struct hpt_report *r,
                                const struct hpt_report_view *view)
{
    struct paragraph text;

    if (r->fragmentation_count == 0 || !r->low_known)
        return;
    const struct hpt_fragmentation *f = &r->fragmentation[r->fragmentation_count - 1];
    write_bold(out, view, "holes    ");
    paragraph_begin(&text, out, INDENT, INDENT, WIDTH);
    out_format(&text.words, "%" PRIu64 " at ", f->holes);
    if (f->at.event == r->run->last.event)
        out_text(&text.words, "the end");
    else /* it was over before it was sampled once more */
        out_format(&text.words, "event %" PRIu64, f->at.event);
    out_format(&text.words,
               ", E1 %.2f, E2 %.2f; %.0f %% of the free bytes take %" PRIu64
               " byte%s, as large as 95 %% of the requests",
               f->e1, f->e2, 100 * f->usable[1], f->sizes[1], plural(f->sizes[1]));
    paragraph_end(&text);
}

/* The last one: the run may have ended with it. */
static void write_failures(struct hpt_out *out, const struct hpt_report *r,
                           const struct hpt_report_view *view)
{
    struct paragraph text;

    write_bold(out, view, "failures ");
    paragraph_begin(&text, out, INDENT, INDENT, WIDTH);
    out_format(&text.words, r->run->failures == 0 ? "none" : "%" PRIu64, r->run->failures);
    if (r->failure_count > 0) {
        const struct hpt_failed *f = &r->failures[r->failure_count - 1];
        out_format(&text.words, "; %sevent %" PRIu64, r->run->failures > 1 ? "the last at " : "",
                   f->at.event);
        if (f->size_known)
            out_format(&text.words, ": malloc(%" PRIu64 ")", f->why.size);
        out_text(&text.words, ": ");
        hpt_write_failure(&text.words, &f->why);
    }
    paragraph_end(&text);
}

static void write_growth(struct hpt_out *out, const struct hpt_report *r)
{
    struct paragraph text;

    if (!r->will_fill)
        return;
    out_format(out, "%*s", INDENT, "");
    paragraph_begin(&text, out, INDENT, INDENT, WIDTH);
    out_format(&text.words, "at this pace the heap is full in %.0f to %.0f events", r->full_low,
               r->full_high);
    if (r->full_low_s > 0)
        out_format(&text.words, ", %.1f to %.1f s", r->full_low_s, r->full_high_s);
    paragraph_end(&text);
}

/* A row that begins with a site. */
static void begin_site(struct paragraph *text, struct hpt_out *out, const struct hpt_report *r,
                       size_t index, const struct hpt_report_view *view)
{
    out_format(out, "%*s", INDENT, "");
    write_site(out, r, index, view, SITE_WIDTH);
    paragraph_begin(text, out, INDENT + 2, INDENT + SITE_WIDTH, WIDTH);
}

static void write_leaks(struct hpt_out *out, const struct hpt_report *r,
                        const struct hpt_report_view *view)
{
    write_bold(out, view, "leaks    ");
    if (r->leak_count == 0) {
        out_text(out, r->growth.shape == HPT_SHAPE_UNKNOWN ? "too few events to tell\n"
                                                           : "no site grows steadily\n");
        write_growth(out, r);
        return;
    }
    out_format(out, "%" PRIu64 " site%s steadily; bytes per 1000 events, 95 %% interval\n",
               (uint64_t)r->leak_count, r->leak_count == 1 ? " grows" : "s grow");
    for (size_t i = 0; i < r->leak_count && i < LEAKS_SHOWN; i++) {
        const struct hpt_site *s = &r->sites[r->leaks[i]];
        struct paragraph text;
        begin_site(&text, out, r, r->leaks[i], view);
        out_format(&text.words, " +%.1f to %.1f, holds %" PRIu64 " in %" PRIu64,
                   1e3 * s->growth.low, 1e3 * s->growth.high, s->live_bytes, s->live_blocks);
        paragraph_end(&text);
    }
    write_growth(out, r);
}

/* The indices of the sites that held most of the peak, as many as `count`. */
static size_t holders(const struct hpt_report *r, size_t *index, size_t count)
{
    size_t used = 0;

    for (size_t i = 0; i < r->site_count; i++) {
        size_t at = used;
        while (at > 0 && r->sites[index[at - 1]].peak_bytes < r->sites[i].peak_bytes)
            at--;
        if (at == count || r->sites[i].peak_bytes == 0)
            continue;
        used += used < count;
        for (size_t k = used - 1; k > at; k--)
            index[k] = index[k - 1];
        index[at] = i;
    }
    return used;
}

static void write_holders(struct hpt_out *out, const struct hpt_report *r,
                          const struct hpt_report_view *view)
{
    size_t index[HOLDERS_SHOWN];
    size_t count = holders(r, index, HOLDERS_SHOWN);

    write_bold(out, view, "peak     ");
    out_text(out, "was held by ");
    write_count(out, r->peak_blocks, "block");
    out_text(out, ", most of it by\n");
    for (size_t i = 0; i < count; i++) {
        const struct hpt_site *s = &r->sites[index[i]];
        struct paragraph text;
        begin_site(&text, out, r, index[i], view);
        out_format(&text.words, " %.0f %%, %" PRIu64 " byte%s in %" PRIu64,
                   percent(s->peak_bytes, r->peak_bytes), s->peak_bytes, plural(s->peak_bytes),
                   s->peak_blocks);
        paragraph_end(&text);
    }
}

static void write_errors(struct hpt_out *out, const struct hpt_report *r,
                         const struct hpt_report_view *view)
{
    const char *comma = "";
    struct paragraph text;

    write_bold(out, view, "errors   ");
    paragraph_begin(&text, out, INDENT, INDENT, WIDTH);
    for (int i = HPT_WARN_NONE + 1; i < HPT_WARN_COUNT; i++) {
        if (r->run->warnings[i] == 0 || i == HPT_WARN_AFTER_LOSS)
            continue;
        out_text(&text.words, comma);
        write_warnings(&text.words, r->run->warnings[i], 0, (enum hpt_warning)i);
        comma = "; ";
    }
    if (*comma == '\0')
        out_text(&text.words, "none");
    paragraph_end(&text);
}

void hpt_write_report(struct hpt_out *out, const struct hpt_report *r,
                      const struct hpt_report_view *view)
{
    write_head(out, r, view);
    write_curves(out, r, view);
    write_fragmentation(out, r, view);
    write_failures(out, r, view);
    write_leaks(out, r, view);
    write_holders(out, r, view);
    write_errors(out, r, view);
    write_report_details(out, r, view);
    write_report_tables(out, r, view);
}

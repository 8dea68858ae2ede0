/* A run is over: what was counted becomes a report. */
#include "analysis/findings.h"
#include "analysis/growth.h"

#include <stdlib.h>

static enum hpt_status add_sites(struct findings *f, const struct ledger *l)
{
    struct usage *u = &f->usage;
    struct hpt_report *r = &f->report;
    bool has_rest = u->of[0].allocations > 0; /* it comes last */

    usage_end(u, f->run.last.event);
    f->sites = malloc((u->count + 1) * sizeof *f->sites);
    if (f->sites == NULL)
        return HPT_ERR_MEMORY;
    for (size_t i = 1; i < u->count; i++)
        f->sites[i - 1] = usage_site(u, l, i);
    r->site_count = u->count - 1 + has_rest;
    if (has_rest)
        f->sites[u->count - 1] = usage_site(u, l, 0);
    for (size_t i = 0; i < r->site_count; i++)
        if (f->sites[i].live.count > 0 &&
            growth_of(&f->sites[i].live, &f->sites[i].growth) != HPT_OK)
            return HPT_ERR_MEMORY;
    r->sites = f->sites;
    r->curveless_sites = u->curveless + has_rest;
    return HPT_OK;
}

/* A site's number becomes its index; number 0 is the rest. */
static size_t index_of(const struct findings *f, size_t number)
{
    return number > 0 ? number - 1 : f->usage.count - 1;
}

static bool grows_surer(const struct hpt_site *a, const struct hpt_site *b)
{
    return a->growth.low > b->growth.low;
}

static enum hpt_status add_leaks(struct findings *f)
{
    struct hpt_report *r = &f->report;

    f->leaks = malloc((r->site_count + 1) * sizeof *f->leaks);
    if (f->leaks == NULL)
        return HPT_ERR_MEMORY;
    r->leak_count = 0;
    for (size_t i = 0; i < r->site_count; i++) {
        if (!is_leak(&f->sites[i].growth))
            continue;
        size_t at = r->leak_count++;
        for (; at > 0 && grows_surer(&f->sites[i], &f->sites[f->leaks[at - 1]]); at--)
            f->leaks[at] = f->leaks[at - 1];
        f->leaks[at] = i;
    }
    r->leaks = f->leaks;
    return HPT_OK;
}

static enum hpt_status add_peak(struct findings *f, const struct ledger *l)
{
    struct hpt_report *r = &f->report;
    uint64_t named = 0;

    if (peak_blocks(&f->peak, l, &f->held, &r->peak_held_count) != HPT_OK)
        return HPT_ERR_MEMORY;
    for (size_t i = 0; i < r->peak_held_count; i++) {
        f->held[i].site = index_of(f, f->held[i].site);
        named += f->held[i].requested;
    }
    r->peak = f->peak.at;
    r->peak_bytes = f->run.peak_bytes = f->peak.bytes;
    r->peak_blocks = f->peak.blocks;
    r->peak_occupied = f->peak.occupied;
    r->peak_held = f->held;
    r->peak_unnamed_bytes = f->peak.bytes > named ? f->peak.bytes - named : 0;
    return HPT_OK;
}

static void add_footprint(struct findings *f, const struct hpt_state *s)
{
    struct hpt_report *r = &f->report;

    r->footprint = 0;
    for (size_t i = 0; s != NULL && i < s->heap_count && i < FOOTPRINT_HEAPS; i++)
        if (f->highest[i] > s->heaps[i].start)
            r->footprint += f->highest[i] - s->heaps[i].start;
    r->footprint_known = !f->footprint_unknown && r->footprint > 0 && f->footprint_live > 0 &&
                         f->peak.bytes > 0 && !r->is_part;
    if (!r->footprint_known)
        return;
    r->johnstone_wilson3 = (double)r->footprint / (double)f->footprint_live - 1;
    r->johnstone_wilson4 = (double)r->footprint / (double)f->peak.bytes - 1;
}

static enum hpt_status add_growth(struct findings *f)
{
    struct hpt_report *r = &f->report;
    const struct hpt_growth *g = &r->growth;

    if (growth_of(r->counted_only ? &r->live : &r->occupied, &r->growth) != HPT_OK)
        return HPT_ERR_MEMORY;
    r->will_fill = is_leak(g) && r->low_known;
    if (!r->will_fill)
        return HPT_OK;
    r->full_low = (double)r->end_largest / g->high;
    r->full_high = (double)r->end_free / g->low;
    if (g->low_s > 0) {
        r->full_low_s = (double)r->end_largest / g->high_s;
        r->full_high_s = (double)r->end_free / g->low_s;
    }
    return HPT_OK;
}

static void swap(struct hpt_failed *a, struct hpt_failed *b)
{
    struct hpt_failed kept = *a;

    *a = *b;
    *b = kept;
}

/* The ring begins with the oldest: turned by three reversals (Bentley, Programming Pearls, 2). */
static void reverse(struct hpt_failed *from, size_t count)
{
    for (size_t i = 0; i < count / 2; i++)
        swap(&from[i], &from[count - 1 - i]);
}

static void add_failures(struct findings *f)
{
    struct hpt_report *r = &f->report;
    const size_t half = FAILURES_KEPT / 2;

    r->failure_count = f->explained < FAILURES_KEPT ? (size_t)f->explained : FAILURES_KEPT;
    if (f->explained > FAILURES_KEPT) {
        size_t oldest = f->explained % half;
        reverse(f->failures + half, oldest);
        reverse(f->failures + half + oldest, half - oldest);
        reverse(f->failures + half, half);
    }
    for (size_t i = 0; i < r->failure_count; i++)
        if (f->failures[i].site != SIZE_MAX)
            f->failures[i].site = index_of(f, f->failures[i].site);
    r->failures = f->failures;
}

static void add_curves(struct findings *f)
{
    struct hpt_curve *const views[CURVE_COUNT] = {
        [CURVE_LIVE] = &f->report.live,     [CURVE_OCCUPIED] = &f->report.occupied,
        [CURVE_FREE] = &f->report.free,     [CURVE_LARGEST] = &f->report.largest,
        [CURVE_LIVE_S] = &f->report.live_s, [CURVE_LARGEST_S] = &f->report.largest_s};

    for (int i = 0; i < CURVE_COUNT; i++)
        *views[i] = curve_view(&f->curves[i]);
}

static void add_lifetimes(struct findings *f, const struct ledger *l)
{
    struct hpt_report *r = &f->report;
    struct lifetimes *t = &f->lifetimes;

    lifetimes_end(t, l);
    r->sizes = t->sizes;
    r->age_events = t->age_events;
    r->age_bytes = t->age_bytes;
    r->alive_events = t->alive_events;
    r->alive_bytes = t->alive_bytes;
    r->median_age_events = median_age(&t->age_events, &t->alive_events);
    r->median_age_bytes = median_age(&t->age_bytes, &t->alive_bytes);
    r->temporaries[0] = t->temporaries[0];
    r->temporaries[1] = t->temporaries[1];
}

static void add_counts(struct findings *f, const struct figures *last)
{
    f->run.last = last->at;
    f->run.live_bytes = last->of[CURVE_LIVE];
    f->run.live_blocks = last->live_blocks;
    f->run.allocations = f->kinds[HPT_EVENT_ALLOC];
    f->run.releases = f->kinds[HPT_EVENT_FREE] - f->run.null_releases;
    f->run.resizes = f->kinds[HPT_EVENT_RESIZE];
    f->run.failures = f->kinds[HPT_EVENT_FAIL];
    f->run.low_known = f->report.low_known;
    f->run.low_largest = f->report.low_largest;
}

/* The figures of the end. */
static void add_end(struct hpt_report *r, const struct figures *end)
{
    r->end_live_bytes = end->of[CURVE_LIVE];
    r->end_live_blocks = end->live_blocks;
    r->end_occupied = end->of[CURVE_OCCUPIED];
    r->end_free = end->of[CURVE_FREE];
    r->end_largest = end->of[CURVE_LARGEST];
}

enum hpt_status findings_end(struct findings *f, struct ledger *l, const struct figures *last,
                             const struct hpt_state *s)
{
    struct hpt_report *r = &f->report;
    struct figures end = {0};

    if (f->curves[CURVE_LIVE].count > 0) { /* it had an event */
        findings_draw(f, last);
        end = *last;
        add_counts(f, last);
    }
    if (s != NULL) { /* the device may have printed a heap since the last event */
        end = figures_of(s, &end.at);
        r->counted_only = s->counted_only;
    }
    add_end(r, &end);
    if (s != NULL)
        holes_end(&f->holes, s, &f->lifetimes, &f->run.last);
    r->fragmentation = f->holes.at;
    r->fragmentation_count = f->holes.count;
    add_failures(f);
    add_curves(f);
    add_footprint(f, s);
    add_lifetimes(f, l);
    r->run = &f->run;
    if (add_sites(f, l) != HPT_OK || add_peak(f, l) != HPT_OK || add_leaks(f) != HPT_OK)
        return HPT_ERR_MEMORY;
    return add_growth(f);
}

#include "analysis/findings.h"

#include "base/instant.h"

#include <stdlib.h>

enum hpt_status findings_begin(struct findings *f, const struct ledger *l,
                               const struct hpt_event *e, bool is_part)
{
    const struct record *r;

    findings_release(f);
    *f = (struct findings){.run.number = e->run};
    f->run.first = instant_of_event(e);
    f->report.is_part = is_part;
    f->report.since = f->run.first;
    if (usage_begin(&f->usage, l, e->number, is_part) != HPT_OK)
        return HPT_ERR_MEMORY;
    f->peak.at = f->run.first;
    f->peak.at.event--;
    for (size_t at = 0; is_part && (r = ledger_next(l, &at)) != NULL; f->peak.blocks++) {
        f->peak.bytes += r->requested;
        f->peak.occupied += r->occupied;
    }
    usage_peak(&f->usage);
    for (int i = 0; i < CURVE_COUNT; i++) {
        f->curves[i].points = f->points[i];
        f->curves[i].capacity = FINDINGS_POINTS;
    }
    return HPT_OK;
}

/* The curves from `first` on need new parts, or begin. */
static void reach(struct findings *f, size_t first, size_t count, uint64_t x, const uint64_t *y,
                  uint64_t time_us)
{
    for (size_t i = 0; i < count; i++) {
        struct curve *c = &f->curves[first + i];
        if (c->count == 0)
            curve_begin(c, x, y[i], time_us);
        else
            curve_reach(c, x);
    }
}

/* The curves from `first` on, which have the same parts, become y[] at x. */
static inline void draw(struct findings *f, size_t first, size_t count, uint64_t x,
                        const uint64_t *y, uint64_t time_us)
{
    if (x >= f->curves[first].end) /* 0 before it begins */
        reach(f, first, count, x, y, time_us);
    struct hpt_curve_point *p = &f->points[first][f->curves[first].count - 1];
    for (size_t i = 0; i < count; i++)
        curve_put(p + i * FINDINGS_POINTS, y[i], time_us);
}

static inline void draw_curves(struct findings *f, const struct figures *now, bool counted_only)
{
    const struct hpt_instant *at = &now->at;

    if (counted_only)
        draw(f, CURVE_LIVE, 1, at->event, now->of, at->time_us);
    else
        draw(f, CURVE_LIVE, CURVE_FIGURES, at->event, now->of, at->time_us);
    if (at->time_us == 0)
        return;
    const uint64_t y[] = {now->of[CURVE_LIVE], now->of[CURVE_LARGEST]};
    draw(f, CURVE_LIVE_S, counted_only ? 1 : 2, at->time_us, y, at->time_us);
}

static inline void see_extremes(struct findings *f, const struct figures *now, bool low_known)
{
    struct hpt_report *r = &f->report;

    if (now->of[CURVE_LIVE] > f->peak.bytes) {
        peak_set(&f->peak, &now->at, now->of[CURVE_LIVE], now->live_blocks,
                 now->of[CURVE_OCCUPIED]);
        usage_peak(&f->usage);
    }
    if (now->of[CURVE_OCCUPIED] > r->most_occupied) {
        r->most_occupied = now->of[CURVE_OCCUPIED];
        r->most_occupied_at = now->at;
    }
    if (!low_known)
        return;
    if (!r->low_known || now->of[CURVE_LARGEST] < r->low_largest) {
        r->low_largest = now->of[CURVE_LARGEST];
        r->low_largest_at = now->at;
    }
    if (!r->low_known || now->of[CURVE_FREE] < r->low_free) {
        r->low_free = now->of[CURVE_FREE];
        r->low_free_at = now->at;
    }
    r->low_known = true;
}

/* A block came: does the memory taken so far reach higher than ever? */
static void see_footprint(struct findings *f, const struct hpt_event *e, const struct hpt_state *s)
{
    uint64_t end = e->block.header + e->block.size;
    size_t heap = 0;

    if (s->heap_count == 1 && end <= f->highest[0])
        return;
    while (heap < s->heap_count && (e->address < s->heaps[heap].start || end > s->heaps[heap].end))
        heap++;
    if (heap >= FOOTPRINT_HEAPS || s->heap_count > FOOTPRINT_HEAPS)
        f->footprint_unknown = true;
    if (f->footprint_unknown || heap == s->heap_count || end <= f->highest[heap])
        return;
    f->highest[heap] = end;
    f->footprint_live = s->live_bytes;
}

static enum hpt_status see_failure(struct findings *f, struct ledger *l, const struct hpt_event *e,
                                   const struct hpt_state *s)
{
    uint32_t site = 0;
    bool has_site = e->caller != 0 || e->size_known;

    if (e->size_known)
        lifetimes_request(&f->lifetimes, e->size);
    if (has_site && (sites_find(&l->sites, e->caller, e->size, &site) != HPT_OK ||
                     usage_fail(&f->usage, l, site) != HPT_OK))
        return HPT_ERR_MEMORY;
    if (f->walked > FAILURES_WALK + FAILURES_WALK_MORE * (e->number - f->run.first.event))
        return HPT_OK;
    for (size_t i = 0; i < s->heap_count; i++)
        f->walked += s->heaps[i].used_blocks + s->heaps[i].free_blocks;
    size_t half = FAILURES_KEPT / 2;
    size_t place = f->explained < half ? f->explained : half + f->explained % half;
    f->explained++;
    f->failures[place] = (struct hpt_failed){.at = instant_of_event(e),
                                             .why = hpt_explain_event(s, e),
                                             .site = has_site ? site : SIZE_MAX,
                                             .size_known = e->size_known};
    return HPT_OK;
}

static enum hpt_status let_go(struct findings *f, const struct ledger *l, const struct record *r,
                              const struct record *newest, const struct hpt_event *e)
{
    const struct age age = age_of(l, r, newest);

    lifetimes_gone(&f->lifetimes, &age);
    usage_gone(&f->usage, r, &age, e);
    return peak_gone(&f->peak, r);
}

static enum hpt_status see_change(struct findings *f, const struct ledger *l,
                                  const struct change *c, const struct hpt_event *e,
                                  const struct hpt_state *s)
{
    const struct record *newest = c->come;
    enum hpt_status status = HPT_OK;

    if (c->gone != NULL)
        status = let_go(f, l, c->gone, newest, e);
    if (c->over != NULL && status == HPT_OK)
        status = let_go(f, l, c->over, newest, e);
    if (newest != NULL && status == HPT_OK) {
        f->run.bytes += newest->requested;
        lifetimes_request(&f->lifetimes, newest->requested);
        status = usage_come(&f->usage, l, newest, e);
        if (!s->counted_only)
            see_footprint(f, e, s);
    }
    return status;
}

static inline void count(struct findings *f, const struct hpt_event *e, const struct hpt_state *s)
{
    struct hpt_report_run *run = &f->run;

    f->kinds[e->kind]++;
    if (e->kind == HPT_EVENT_FREE && e->address == 0)
        run->null_releases++;
    if (run->first_us == 0)
        run->first_us = e->time_us;
    if (e->warning != HPT_WARN_NONE && run->warnings[e->warning]++ == 0)
        run->first_warning[e->warning] = instant_of_event(e);
    run->exactness = s->exactness;
    run->allocator = s->allocator;
}

enum hpt_status findings_event(struct findings *f, struct ledger *l, const struct change *c,
                               const struct hpt_event *e, const struct hpt_state *s,
                               const struct figures *now)
{
    enum hpt_status status = HPT_OK;

    count(f, e, s);
    if (e->kind == HPT_EVENT_FAIL)
        status = see_failure(f, l, e, s);
    else
        status = see_change(f, l, c, e, s);
    if (c->is_rebuilt && status == HPT_OK)
        status = usage_recount(&f->usage, l, e);
    draw_curves(f, now, s->counted_only);
    see_extremes(f, now, s->low_event != 0);
    holes_event(&f->holes, e, s, &f->lifetimes);
    f->report.counted_only = s->counted_only;
    return status;
}

void findings_release(struct findings *f)
{
    usage_release(&f->usage);
    peak_release(&f->peak);
    free(f->sites);
    free(f->leaks);
    free(f->held);
    f->sites = NULL;
    f->leaks = NULL;
    f->held = NULL;
}

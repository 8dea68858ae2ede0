#include "analysis/findings.h"

#include <stdlib.h>

static struct hpt_instant instant_of(const struct hpt_event *e)
{
    return (struct hpt_instant){e->number, e->input_line, e->time_us};
}

enum hpt_status findings_begin(struct findings *f, const struct ledger *l,
                               const struct hpt_event *e, bool is_part)
{
    const struct record *r;

    findings_release(f);
    *f = (struct findings){.run.number = e->run};
    f->run.first = instant_of(e);
    f->report.is_part = is_part;
    f->report.since = f->run.first;
    if (usage_begin(&f->usage, l, e->number, is_part) != HPT_OK)
        return HPT_ERR_MEMORY;
    f->peak.at = (struct hpt_instant){e->number - 1, e->input_line, e->time_us};
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

static inline void draw(struct curve *c, uint64_t x, uint64_t y, uint64_t time_us)
{
    if (c->count == 0)
        curve_begin(c, x, y, time_us);
    else
        curve_add(c, x, y, time_us);
}

static void draw_curves(struct findings *f, const struct hpt_event *e, const struct hpt_state *s,
                        uint64_t occupied)
{
    draw(&f->curves[CURVE_LIVE], e->number, s->live_bytes, e->time_us);
    if (!s->counted_only) {
        draw(&f->curves[CURVE_OCCUPIED], e->number, occupied, e->time_us);
        draw(&f->curves[CURVE_FREE], e->number, s->free_bytes, e->time_us);
        draw(&f->curves[CURVE_LARGEST], e->number, s->largest_allocatable, e->time_us);
    }
    if (e->time_us == 0)
        return;
    draw(&f->curves[CURVE_LIVE_S], e->time_us, s->live_bytes, e->time_us);
    if (!s->counted_only)
        draw(&f->curves[CURVE_LARGEST_S], e->time_us, s->largest_allocatable, e->time_us);
}

static void see_extremes(struct findings *f, const struct hpt_event *e, const struct hpt_state *s,
                         uint64_t occupied)
{
    struct hpt_report *r = &f->report;

    if (s->live_bytes > f->peak.bytes) {
        peak_set(&f->peak, e, s, occupied);
        usage_peak(&f->usage);
    }
    if (occupied > r->most_occupied) {
        r->most_occupied = occupied;
        r->most_occupied_at = instant_of(e);
    }
    if (s->low_event == 0)
        return;
    if (!r->low_known || s->largest_allocatable < r->low_largest) {
        r->low_largest = s->largest_allocatable;
        r->low_largest_at = instant_of(e);
    }
    if (!r->low_known || s->free_bytes < r->low_free) {
        r->low_free = s->free_bytes;
        r->low_free_at = instant_of(e);
    }
    r->low_known = true;
}

/* A block came: does the memory taken so far reach higher than ever? */
static void see_footprint(struct findings *f, const struct hpt_event *e, const struct hpt_state *s)
{
    uint64_t end = e->block.header + e->block.size;
    size_t heap = 0;

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

    f->run.failures++;
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
    f->failures[place] = (struct hpt_failed){.at = instant_of(e),
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
    const struct record *newest = c->come.address != 0 ? &c->come : NULL;
    enum hpt_status status = HPT_OK;

    if (c->gone.address != 0)
        status = let_go(f, l, &c->gone, newest, e);
    if (c->over.address != 0 && status == HPT_OK)
        status = let_go(f, l, &c->over, newest, e);
    if (newest != NULL && status == HPT_OK) {
        f->run.bytes += newest->requested;
        lifetimes_request(&f->lifetimes, newest->requested);
        status = usage_come(&f->usage, l, newest, e);
        if (!s->counted_only)
            see_footprint(f, e, s);
    }
    return status;
}

static void count(struct hpt_report_run *run, const struct hpt_event *e, const struct hpt_state *s)
{
    run->allocations += e->kind == HPT_EVENT_ALLOC;
    run->releases += e->kind == HPT_EVENT_FREE && e->address != 0;
    run->null_releases += e->kind == HPT_EVENT_FREE && e->address == 0;
    run->resizes += e->kind == HPT_EVENT_RESIZE;
    run->last = instant_of(e);
    if (run->first_us == 0)
        run->first_us = e->time_us;
    if (e->warning != HPT_WARN_NONE && run->warnings[e->warning]++ == 0)
        run->first_warning[e->warning] = run->last;
    run->live_bytes = s->live_bytes;
    run->live_blocks = s->live_blocks;
    run->exactness = s->exactness;
    run->allocator = s->allocator;
}

enum hpt_status findings_event(struct findings *f, struct ledger *l, const struct change *c,
                               const struct hpt_event *e, const struct hpt_state *s)
{
    uint64_t occupied = occupied_of(s);
    enum hpt_status status = HPT_OK;

    if (e->repeated)
        return HPT_OK;
    count(&f->run, e, s);
    if (e->kind == HPT_EVENT_FAIL)
        status = see_failure(f, l, e, s);
    else
        status = see_change(f, l, c, e, s);
    if (c->is_rebuilt && status == HPT_OK)
        status = usage_recount(&f->usage, l, e);
    draw_curves(f, e, s, occupied);
    see_extremes(f, e, s, occupied);
    holes_event(&f->holes, e, s, &f->lifetimes);
    findings_state(&f->report, s, occupied);
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

#include "analysis/findings.h"

#include "analysis/measure.h"
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

/* In the last part of a curve the figure was from `least` to `most`, and became `last`. */
static void widen_part(struct curve *c, const struct stretch *w, enum findings_curve figure,
                       const struct figures *last)
{
    struct hpt_curve_point *p = &c->points[c->count - 1];
    uint64_t least = w->least[figure], most = least + w->width[figure];

    p->least = least < p->least ? least : p->least;
    p->most = most > p->most ? most : p->most;
    p->last = last->of[figure];
    p->time_us = last->at.time_us;
}

/* The figures before this one are known in the stretch. */
static enum findings_curve end_of_known(const struct findings *f)
{
    if (f->report.counted_only)
        return CURVE_OCCUPIED;
    return f->stretch.is_open ? CURVE_FREE : CURVE_FIGURES;
}

void findings_draw(struct findings *f, const struct figures *last)
{
    enum findings_curve end = end_of_known(f);

    if (f->stretch.end == 0)
        return;
    for (enum findings_curve i = CURVE_LIVE; i < end; i++)
        widen_part(&f->curves[i], &f->stretch, i, last);
    if (last->at.time_us == 0)
        return;
    widen_part(&f->curves[CURVE_LIVE_S], &f->stretch, CURVE_LIVE, last);
    if (end == CURVE_FIGURES)
        widen_part(&f->curves[CURVE_LARGEST_S], &f->stretch, CURVE_LARGEST, last);
}

/* The curve has a part for x, or begins there. */
static void reach(struct curve *c, uint64_t x, uint64_t y, uint64_t time_us)
{
    if (c->count == 0)
        curve_begin(c, x, y, time_us);
    else if (x >= c->end)
        curve_reach(c, x);
}

/* What is free is not known, nor was it, whatever it was taken for. */
static void forget_free(struct findings *f)
{
    static const enum findings_curve of_free[] = {CURVE_FREE, CURVE_LARGEST, CURVE_LARGEST_S};

    for (size_t i = 0; i < sizeof of_free / sizeof of_free[0]; i++)
        f->curves[of_free[i]].count = 0;
}

/* The curves over time have a part for this time; says where the first of the parts ends. */
static uint64_t reach_times(struct findings *f, const struct figures *now, bool free_known)
{
    struct curve *live = &f->curves[CURVE_LIVE_S];
    struct curve *largest = &f->curves[CURVE_LARGEST_S];
    uint64_t us = now->at.time_us;

    reach(live, us, now->of[CURVE_LIVE], us);
    if (!free_known)
        return live->end;
    reach(largest, us, now->of[CURVE_LARGEST], us);
    return live->end < largest->end ? live->end : largest->end;
}

static void begin_stretch(struct findings *f, const struct figures *now, const struct hpt_state *s)
{
    struct stretch *w = &f->stretch;
    struct curve *c = f->curves;
    uint64_t us = now->at.time_us;

    f->report.counted_only = s->counted_only;
    f->report.is_open = w->is_open = s->open_bytes > 0;
    if (w->is_open)
        forget_free(f);
    if (f->run.first_us == 0)
        f->run.first_us = us;
    enum findings_curve end = end_of_known(f);
    w->end = UINT64_MAX;
    for (enum findings_curve i = CURVE_LIVE; i < end; i++) {
        reach(&c[i], now->at.event, now->of[i], us);
        w->end = c[i].end < w->end ? c[i].end : w->end;
    }
    w->from_us = us > 0; /* 0: not known, and in no curve over time */
    w->times_us = us > 0 ? reach_times(f, now, end == CURVE_FIGURES) - 1 : 1;
    w->low_known = s->low_event != 0;
    for (int i = 0; i < CURVE_FIGURES; i++) {
        w->least[i] = now->of[i];
        w->width[i] = 0;
    }
}

static void see_extremes(struct findings *f, const struct figures *now)
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
    if (!f->stretch.low_known) {
        r->low_known = false; /* nor is one of before, if it was taken for one */
        return;
    }
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

/* A figure is beyond what it was in this stretch. */
static void widen(struct findings *f, const struct figures *now)
{
    struct stretch *w = &f->stretch;

    for (int i = 0; i < CURVE_FIGURES; i++) {
        uint64_t y = now->of[i], most = w->least[i] + w->width[i];
        w->least[i] = y < w->least[i] ? y : w->least[i];
        w->width[i] = (y > most ? y : most) - w->least[i];
    }
    see_extremes(f, now);
}

static inline bool is_beyond(const struct stretch *w, const struct figures *now)
{
    for (int i = 0; i < CURVE_FIGURES; i++)
        if (now->of[i] - w->least[i] > w->width[i])
            return true;
    return false;
}

/* The figures become those of the state behind the event. */
static inline void see_figures(struct findings *f, struct figures *figures,
                               const struct hpt_event *e, const struct hpt_state *s)
{
    const struct stretch *w = &f->stretch;
    bool is_over = e->number >= w->end || e->time_us - w->from_us >= w->times_us ||
                   (s->low_event != 0) != w->low_known || (s->open_bytes > 0) != w->is_open;

    if (is_over)
        findings_draw(f, figures);
    figures_set(figures, e, s);
    if (is_over) {
        begin_stretch(f, figures, s);
        see_extremes(f, figures);
    } else if (is_beyond(w, figures)) {
        widen(f, figures);
    }
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
    f->walked += measure_walk(s);
    size_t half = FAILURES_KEPT / 2;
    size_t place = f->explained < half ? f->explained : half + f->explained % half;
    f->explained++;
    f->failures[place] = (struct hpt_failed){.at = instant_of_event(e),
                                             .why = hpt_explain_event(s, e),
                                             .site = has_site ? site : SIZE_MAX,
                                             .size_known = e->size_known};
    return HPT_OK;
}

static inline enum hpt_status let_go(struct findings *f, const struct ledger *l,
                                     const struct record *r, const struct record *newest,
                                     const struct hpt_event *e)
{
    const struct age age = age_of(l, r, newest);

    lifetimes_gone(&f->lifetimes, &age);
    usage_gone(&f->usage, r, &age, e);
    return peak_gone(&f->peak, r);
}

/* What was thought to live where a new block is: rare. */
__attribute__((noinline)) static enum hpt_status
lose(struct findings *f, const struct ledger *l, const struct change *c, const struct hpt_event *e)
{
    return let_go(f, l, c->over, c->come, e);
}

static inline enum hpt_status see_change(struct findings *f, const struct ledger *l,
                                         const struct change *c, const struct hpt_event *e,
                                         const struct hpt_state *s)
{
    const struct record *newest = c->come;
    enum hpt_status status = HPT_OK;

    if (c->gone != NULL)
        status = let_go(f, l, c->gone, newest, e);
    else if (e->kind == HPT_EVENT_FREE && e->address == 0)
        f->run.null_releases++;
    if (c->over != NULL && status == HPT_OK)
        status = lose(f, l, c, e);
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
    if (e->warning != HPT_WARN_NONE && run->warnings[e->warning]++ == 0)
        run->first_warning[e->warning] = instant_of_event(e);
    run->exactness = s->exactness;
    run->allocator = s->allocator;
}

enum hpt_status findings_event(struct findings *f, struct ledger *l, const struct change *c,
                               const struct hpt_event *e, const struct hpt_state *s,
                               struct figures *figures)
{
    enum hpt_status status = HPT_OK;

    count(f, e, s);
    if (e->kind == HPT_EVENT_FAIL)
        status = see_failure(f, l, e, s);
    else
        status = see_change(f, l, c, e, s);
    if (c->is_rebuilt && status == HPT_OK)
        status = usage_recount(&f->usage, l, e);
    see_figures(f, figures, e, s);
    holes_event(&f->holes, e, s, &f->lifetimes);
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

/* All that a report says about one run, or about the part of it after an instant. */
#ifndef ANALYSIS_FINDINGS_H
#define ANALYSIS_FINDINGS_H

#include "analysis/holes.h"
#include "analysis/peak.h"
#include "analysis/usage.h"

#include "base/instant.h"

enum {
    FAILURES_KEPT = 64,      /* the first half of them and the last */
    FAILURES_WALK = 1 << 20, /* blocks that may be walked over to explain failures, and for each
                                event some more: so hostile input costs constant time per event */
    FAILURES_WALK_MORE = 4,
    FINDINGS_POINTS = 128,
    FOOTPRINT_HEAPS = 8
};

/* Over the events' numbers, and over their times. Those over one of them have the same parts. */
enum findings_curve {
    CURVE_LIVE,
    CURVE_OCCUPIED,
    CURVE_FREE,
    CURVE_LARGEST,
    CURVE_FIGURES,
    CURVE_LIVE_S = CURVE_FIGURES,
    CURVE_LARGEST_S,
    CURVE_COUNT
};

/* What curves are of, and how far the last event brought it. */
struct figures {
    struct hpt_instant at;
    uint64_t of[CURVE_FIGURES]; /* bytes, by enum findings_curve */
    uint64_t live_blocks;
};

/* Events in a row that belong to the same parts of the curves: only their extremes are kept at each
 * of them, and go into the curves when the stretch is over. What lies between them is no extreme of
 * the run's either, so one comparison a figure is all that most events need. */
struct stretch {
    uint64_t end;               /* number of the event at which it is over; 0: there is none */
    uint64_t from_us, times_us; /* it has only times from from_us on, so many */
    bool low_known;             /* the heap's bounds, in all of it */
    bool is_open; /* hpt_heap.open at each of its events: what is free is in no curve */
    uint64_t least[CURVE_FIGURES];
    uint64_t width[CURVE_FIGURES]; /* most - least */
};

struct findings {
    struct hpt_report_run run;
    struct hpt_report report; /* the plain figures of it; views are set by findings_end */
    uint64_t kinds[HPT_EVENT_KIND_COUNT]; /* events */
    struct usage usage;
    struct peak peak;
    struct lifetimes lifetimes;
    struct holes holes;
    struct stretch stretch;
    struct curve curves[CURVE_COUNT]; /* without the stretch */
    struct hpt_curve_point points[CURVE_COUNT][FINDINGS_POINTS];
    struct hpt_failed failures[FAILURES_KEPT]; /* the last half of them is a ring */
    uint64_t explained;
    uint64_t walked;                   /* blocks, to explain them */
    uint64_t highest[FOOTPRINT_HEAPS]; /* end of the highest block ever, by the heap's place */
    uint64_t footprint_live;           /* live bytes when the footprint last grew */
    bool footprint_unknown;            /* more heaps than that */
    struct hpt_site *sites;            /* made by findings_end, as the next two */
    size_t *leaks;
    struct hpt_peak_block *held;
};

void findings_release(struct findings *f);

static inline uint64_t occupied_of(const struct hpt_state *s)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < s->heap_count; i++)
        sum += s->heaps[i].used_bytes;
    return sum;
}

static inline struct figures figures_of(const struct hpt_state *s, const struct hpt_instant *at)
{
    return (struct figures){.at = *at,
                            .of = {[CURVE_LIVE] = s->live_bytes,
                                   [CURVE_OCCUPIED] = occupied_of(s),
                                   [CURVE_FREE] = s->free_bytes,
                                   [CURVE_LARGEST] = s->largest_allocatable},
                            .live_blocks = s->live_blocks};
}

static inline void figures_set(struct figures *f, const struct hpt_event *e,
                               const struct hpt_state *s)
{
    const struct hpt_instant at = instant_of_event(e);

    *f = figures_of(s, &at);
}

/* Begins before the event: a new run, whatever the ledger still has, or a part of one. */
enum hpt_status findings_begin(struct findings *f, const struct ledger *l,
                               const struct hpt_event *e, bool is_part) HPT_MUST_CHECK;

/* An event and what the ledger made of it. `figures`: those of the event before, they become those
 * of the state behind this one. */
enum hpt_status findings_event(struct findings *f, struct ledger *l, const struct change *c,
                               const struct hpt_event *e, const struct hpt_state *s,
                               struct figures *figures) HPT_MUST_CHECK;

/* The curves have all up to the last event, which left these figures. */
void findings_draw(struct findings *f, const struct figures *last);

/* Its last event has been, and left these figures. `s`: the state at its end; NULL: it is no longer
 * there, and a new run has begun (the ledger is still that of the old one). f->report is then
 * complete but for what is about all runs. */
enum hpt_status findings_end(struct findings *f, struct ledger *l, const struct figures *last,
                             const struct hpt_state *s) HPT_MUST_CHECK;

#endif

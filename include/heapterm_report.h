/* The whole run of a device: what it asked for, when the heap was fullest, what grows, what failed.
 *
 * A reporter hears a tracker and keeps bounded memory: per live block, per call site, and per
 * curve. `struct hpt_report` is the answer in plain values; docs/report.md defines each with its
 * source, hpt_write_metrics prints the definitions.
 *
 *     struct hpt_reporter *r = hpt_reporter_new(&(struct hpt_report_options){0});
 *     hpt_observe(tracker, &observer) with *observer = hpt_reporter_observer(r)
 *     ... feed, hpt_end ...
 *     if (hpt_reporter_end(r, hpt_state(tracker)) == HPT_OK)
 *         hpt_write_report(&out, hpt_reporter_report(r), &view);
 *     hpt_reporter_free(r);
 *
 * Bytes are requested bytes unless it says occupied (header and rounding counted). Events are
 * numbered as in struct hpt_event. A share is from 0 to 1. */
#include "heapterm.h" /* includes this one, in its place */

#ifndef HEAPTERM_REPORT_H
#define HEAPTERM_REPORT_H

#include "heapterm_explain.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A part of a curve: what the figure was in it, and its last instant's time. */
struct hpt_curve_point {
    uint64_t least, most, last;
    uint64_t time_us;
};

/* A figure over a run, in equal parts: part i covers the x from first + i * step on, `step` of
 * them. x is the event's number, or in the curves over time microseconds. Exact: least and most are
 * over every event of the part, and what the figure was when the part began. */
struct hpt_curve {
    const struct hpt_curve_point *points;
    size_t count;
    uint64_t first, step;
};

/* How the lowest bytes that a site held, part by part, go on after the first quarter of the run. */
enum hpt_shape {
    HPT_SHAPE_UNKNOWN,  /* too few events to say */
    HPT_SHAPE_FLAT,     /* no trend */
    HPT_SHAPE_FALLING,  /* a trend downwards */
    HPT_SHAPE_STEP,     /* most of the growth came at once */
    HPT_SHAPE_BOUNDED,  /* it grew, and does not any more */
    HPT_SHAPE_SAWTOOTH, /* it grows and is given back again and again */
    HPT_SHAPE_LINEAR,   /* it grows and goes on growing: a leak, if it is not meant */
    HPT_SHAPE_COUNT
};

struct hpt_growth {
    enum hpt_shape shape;
    double slope;         /* bytes per event: Theil and Sen's */
    double low, high;     /* its 95 % interval */
    double p;             /* of no trend: Mann and Kendall's, two-sided */
    double per_s;         /* the same per second of the device's time; 0: times are not known */
    double low_s, high_s; /* its interval */
};

/* A call site, or where the device prints no callers all blocks of one size. */
struct hpt_site {
    uint64_t caller; /* return address; 0: a size stands for it */
    uint64_t size;   /* requested bytes, with caller 0; both 0: all sites beyond 65535 */
    uint64_t allocations, releases, failures;
    uint64_t bytes;                   /* of all its allocations */
    uint64_t live_blocks, live_bytes; /* at the end */
    uint64_t before_blocks;           /* lived when the report begins */
    uint64_t most_bytes;              /* the most it ever held */
    uint64_t peak_blocks, peak_bytes; /* what it held at the peak of all */
    uint64_t temporaries[2];          /* released with at most 0, 1 allocations in between */
    uint64_t age_bytes;               /* sum over the released: bytes requested during their life */
    struct hpt_growth growth;
    struct hpt_curve live; /* bytes; count 0: it has none, see hpt_report.curveless_sites */
};

/* A block that held the peak. */
struct hpt_peak_block {
    uint64_t address, event, requested, occupied; /* occupied 0: not known */
    size_t site;                                  /* index into hpt_report.sites */
};

/* External fragmentation at an instant, by a walk over all holes. */
struct hpt_fragmentation {
    struct hpt_instant at;
    uint64_t free_bytes, holes; /* occupied bytes of the holes */
    uint64_t widest;            /* bytes of the widest hole */
    uint64_t largest;           /* the largest request that would succeed */
    double e1, e2;              /* 1 - largest/free; 1 - sqrt(sum f²)/free */
    uint64_t sizes[3]; /* half, 95 % and all of the requests so far were at most so large */
    double usable[3];  /* the share of the free bytes in holes that take such a request */
};

struct hpt_failed {
    struct hpt_instant at;
    struct hpt_failure why;
    size_t site; /* index into hpt_report.sites; SIZE_MAX: the device does not say */
    bool size_known;
};

enum { HPT_REPORT_LOG2 = 64 };
/* Counts by powers of two: [i] counts figures from 2^i to 2^(i+1) - 1, [0] also 0. */
struct hpt_histogram {
    uint64_t count[HPT_REPORT_LOG2];
};

/* A mark: a line of the device that matches, or what a person set. */
struct hpt_mark {
    struct hpt_instant at; /* the event before it */
    uint64_t run, live_blocks, live_bytes, free_bytes, largest;
    bool by_person;
    size_t length;
    char text[80]; /* as it came, cut; may hold any bytes */
};

/* One run of the device, from one restart to the next. */
struct hpt_report_run {
    uint64_t number;
    struct hpt_instant first, last;
    uint64_t first_us; /* time of the first event */
    uint64_t allocations, releases, resizes, failures, bytes;
    uint64_t null_releases; /* free(NULL): beside the releases */
    uint64_t peak_bytes, live_bytes, live_blocks;
    uint64_t low_largest;                    /* with low_known */
    bool low_known;                          /* the heap's bounds were known */
    uint64_t warnings[HPT_WARN_COUNT];       /* by kind */
    uint64_t notices[HPT_NOTICE_KIND_COUNT]; /* by kind */
    struct hpt_instant first_warning[HPT_WARN_COUNT];
    struct hpt_exactness exactness; /* at its end */
    const char *allocator;          /* the model in use then; static */
};

/* What grows and goes on growing, over all runs. */
struct hpt_leaks {
    uint64_t runs, judged; /* all of them; those that are long enough to tell */
    uint64_t leaking;      /* runs with sites that grow */
    uint64_t run, sites;   /* the run with the surest growth, and how many sites grow in it */
    uint64_t caller, size; /* of the surest, as in struct hpt_site */
    struct hpt_growth growth;
};

struct hpt_report {
    const struct hpt_report_run *runs; /* the first 256 */
    size_t run_count;
    uint64_t runs_dropped;
    struct hpt_leaks all_leaks; /* of all runs, those dropped too */
    const struct hpt_report_run
        *run;          /* that all else here is about: the longest, or the one asked for */
    bool counted_only; /* there is no map: nothing about holes and addresses */
    bool is_open;      /* at the end what is free is still not known: hpt_heap.open */
    bool is_part;      /* it begins at `since`, not at the beginning of the run */
    struct hpt_instant since;

    struct hpt_curve live, occupied, free, largest; /* over events */
    struct hpt_curve live_s, largest_s;             /* over time; count 0: times are not known */
    uint64_t end_live_bytes, end_live_blocks, end_occupied, end_free, end_largest;

    struct hpt_instant peak; /* the first instant with the most live bytes */
    uint64_t peak_bytes, peak_blocks, peak_occupied;
    const struct hpt_peak_block *peak_held; /* largest first */
    size_t peak_held_count;
    uint64_t peak_unnamed_bytes; /* of the peak, in blocks that are not in peak_held */
    uint64_t most_occupied;
    struct hpt_instant most_occupied_at;
    uint64_t low_largest, low_free; /* lowest while bounds were known: low_known */
    struct hpt_instant low_largest_at, low_free_at;
    bool low_known;

    const struct hpt_fragmentation *fragmentation; /* at equal distances; the last run's also
                                                       at the end */
    size_t fragmentation_count;
    bool footprint_known;
    uint64_t footprint;       /* bytes up to the highest block ever, over all heaps */
    double johnstone_wilson3; /* footprint over live bytes when it was reached, less 1 */
    double johnstone_wilson4; /* footprint over the peak's live bytes, less 1 */

    struct hpt_histogram sizes;                     /* of the requests, failed ones too */
    struct hpt_histogram age_events, age_bytes;     /* of what was released: allocations, bytes */
    struct hpt_histogram alive_events, alive_bytes; /* of what lives still: at least so old */
    uint64_t median_age_events, median_age_bytes; /* Kaplan and Meier's, at most; 0: more than half
                                                     outlive the run */
    uint64_t temporaries[2];

    const struct hpt_site *sites; /* in order of appearance */
    size_t site_count;
    uint64_t curveless_sites; /* beyond the first 1024 */
    const size_t *leaks;      /* indices of sites that grow linearly, surest growth first */
    size_t leak_count;
    struct hpt_growth growth;       /* of all occupied bytes */
    bool will_fill;                 /* they grow linearly, and the free bytes are known */
    double full_low, full_high;     /* events from the end until they have filled what is free */
    double full_low_s, full_high_s; /* seconds; 0: not known */

    const struct hpt_failed *failures; /* the first 32 and the last 32 */
    size_t failure_count;
    const struct hpt_mark *marks; /* the first 256, of all runs */
    size_t mark_count;
    uint64_t marks_dropped;
};

enum hpt_since_kind {
    HPT_SINCE_BEGIN, /* of the run */
    HPT_SINCE_EVENT, /* after that event, line, failure, mark; after so many bytes, that time */
    HPT_SINCE_LINE,
    HPT_SINCE_BYTE,
    HPT_SINCE_TIME, /* microseconds */
    HPT_SINCE_FAIL,
    HPT_SINCE_MARK,
    HPT_SINCE_TEXT /* the first mark whose text contains it */
};

struct hpt_report_options {
    struct hpt_pattern mark; /* lines of the device that are marks */
    uint64_t run;            /* the run to report on; 0: the longest */
    enum hpt_since_kind since;
    uint64_t since_number;
    const char *since_text; /* borrowed */
};

/* Hears the device's lines, and calls `mark` for each that matches, when it ends: as a reporter
 * with that pattern takes it for a mark. `mark` may call what an observer may. NULL without memory.
 */
struct hpt_marker;
HPT_API struct hpt_marker *hpt_marker_new(const struct hpt_pattern *pattern,
                                          void (*mark)(void *self, struct hpt_str line),
                                          void *self);
HPT_API void hpt_marker_free(struct hpt_marker *m); /* NULL is fine */
HPT_API struct hpt_observer hpt_marker_observer(struct hpt_marker *m);

struct hpt_reporter;
/* NULL without memory. */
HPT_API struct hpt_reporter *hpt_reporter_new(const struct hpt_report_options *options);
HPT_API void hpt_reporter_free(struct hpt_reporter *r); /* NULL is fine */
HPT_API struct hpt_observer hpt_reporter_observer(struct hpt_reporter *r);
/* A person sets a mark here. */
HPT_API void hpt_reporter_mark(struct hpt_reporter *r, struct hpt_str text);
/* The input is over: after hpt_end or hpt_settle. HPT_ERR_MEMORY: there is no report. */
HPT_API enum hpt_status hpt_reporter_end(struct hpt_reporter *r,
                                         const struct hpt_state *state) HPT_MUST_CHECK;
/* After hpt_reporter_end; valid as long as the reporter. NULL: there was no event, or none in the
 * run or after the instant that was asked for. */
HPT_API const struct hpt_report *hpt_reporter_report(const struct hpt_reporter *r);

struct hpt_report_view {
    const char *input;             /* its name; NULL: none */
    const struct hpt_namer *namer; /* NULL: call sites are addresses */
    bool color;
};
/* One screen of 80 columns and 24 rows that says the most important, then the details. */
HPT_API void hpt_write_report(struct hpt_out *out, const struct hpt_report *r,
                              const struct hpt_report_view *view);
/* docs/report.schema.json */
HPT_API void hpt_write_report_json(struct hpt_out *out, const struct hpt_report *r,
                                   const struct hpt_report_view *view);
/* Every figure of the report: its definition, formula and source. */
HPT_API void hpt_write_metrics(struct hpt_out *out);

#ifdef __cplusplus
}
#endif
#endif

/* What a heap may cost: limits, and whether a run kept them. Part of heapterm.h, which includes it.
 *
 * Limits hold for the whole input, over restarts, or for one phase of it. A line of the device that
 * matches a pattern is a mark and begins the phase that is named by what matched; before the first
 * mark the phase is HPT_PHASE_START. A phase that comes again is the same one. */
#include "heapterm.h" /* includes this one, in its place */

#ifndef HEAPTERM_BUDGET_H
#define HEAPTERM_BUDGET_H

#include "heapterm_report.h"
#include "heapterm_view.h"

#ifdef __cplusplus
extern "C" {
#endif

struct hpt_namer;

#define HPT_PHASE_START "start"

enum hpt_limit_kind {
    HPT_LIMIT_MAX_USED,          /* bytes that are not free, headers and rounding counted */
    HPT_LIMIT_MIN_LARGEST,       /* the largest n for which malloc(n) finds room */
    HPT_LIMIT_MAX_FRAGMENTATION, /* percent of the free bytes that the largest request cannot have
                                  */
    HPT_LIMIT_MAX_SITE,          /* live bytes, requested, of one site */
    HPT_LIMIT_NO_LEAKS,          /* sites that grow and go on growing: hpt_report.leaks */
    HPT_LIMIT_NO_FAILURES,       /* allocations that fail */
    HPT_LIMIT_NO_ERRORS,         /* events that contradict the trace: hpt_event.warning */
    HPT_LIMIT_ALLOW_RESTARTS,    /* restarts, and a fatal error that none follows */
    /* What the program watches, which has a clock. */
    HPT_LIMIT_UNTIL,   /* a line matches the pattern `name` */
    HPT_LIMIT_SILENCE, /* the device is never silent for `value` milliseconds */
    HPT_LIMIT_KIND_COUNT
};

/* One limit. Text is borrowed and must outlive the budget. */
struct hpt_limit {
    enum hpt_limit_kind kind;
    uint64_t value;    /* in the kind's unit; 0 for no-... */
    const char *name;  /* max-site: a name of hpt_write_site, function, 0xADDRESS, or requested
                          bytes; until: the pattern */
    const char *phase; /* NULL: the whole input */
    const char *file;  /* where the limit stands; NULL: on the command line */
    unsigned line;
};

/* How a limit is called on the command line and in files: max-used. */
HPT_API const char *hpt_limit_name(enum hpt_limit_kind kind);

enum hpt_judgement {
    HPT_KEPT,
    HPT_BROKEN,
    HPT_NO_PHASE, /* broken, too: its phase never began */
    HPT_UNJUDGED, /* the input does not tell: the heap's bounds are not known, no run is long
                     enough for no-leaks, max-site has a name that no site of the input can have */
    HPT_NO_TRACE, /* the input has no heap trace */
    HPT_JUDGEMENT_COUNT
};

/* Whether what max-site names was there. */
enum hpt_site_presence {
    HPT_SITE_PRESENT,
    HPT_SITE_ABSENT, /* no site of that name ever allocated: kept, but perhaps misspelt */
    /* Of such names the input has none, so nothing can be judged: */
    HPT_SITE_NO_NAMES,   /* a function, and no return address has a name */
    HPT_SITE_NO_CALLERS, /* a function or an address, and the device prints no callers */
    HPT_SITE_NO_KINDS,   /* requested bytes, and each block has its caller */
    HPT_SITE_TOO_MANY,   /* there were more sites than are kept apart */
    HPT_SITE_PRESENCE_COUNT
};

enum { HPT_FINDING_TEXT = 160 };

/* What became of one limit. */
struct hpt_finding {
    struct hpt_limit limit;
    enum hpt_judgement judgement;
    uint64_t measured; /* highest, lowest or how many, in the limit's unit, percent rounded up */
    struct hpt_instant first;    /* where it broke; run 0: nowhere */
    struct hpt_instant worst;    /* where `measured` was */
    struct hpt_event event;      /* the first failure or error; its line is empty */
    char text[HPT_FINDING_TEXT]; /* of a fatal error the device's line; of a restart its reason; the
                                    site of a leak, or of max-site */
    struct hpt_leaks leaks;      /* no-leaks; `text` is the site of the surest */
    bool is_open;                /* at the end what was there before the trace is not known */
    enum hpt_site_presence presence; /* max-site */
    char nearest[HPT_FINDING_TEXT];  /* absent, but this name allocated and may have been meant; or
                                        empty */
};

/* What was measured in a phase, for a budget that is made from a run. */
struct hpt_phase {
    const char *name; /* NULL: the whole input */
    uint64_t used, fragmentation;
    bool used_known; /* at some instant: else there was more than `used` all the time */
    bool largest_known;
    uint64_t largest;
    uint64_t failures, errors, restarts;
};

/* Hears a tracker from its first byte on. Limits are copied, their text is not. `mark` may be NULL:
 * no phases; it and `namer` (may be NULL) must outlive the budget. NULL without memory. */
struct hpt_budget;
HPT_API struct hpt_budget *hpt_budget_new(const struct hpt_limit *limits, size_t count,
                                          const struct hpt_pattern *mark,
                                          const struct hpt_namer *namer);
HPT_API void hpt_budget_free(struct hpt_budget *budget); /* NULL is fine */
HPT_API struct hpt_observer hpt_budget_observer(struct hpt_budget *budget);

/* After the end: one finding for each limit, in their order, into `findings`, which has room for
 * them. HPT_ERR_MEMORY is the only failure, also if it happened before. */
HPT_API enum hpt_status hpt_budget_judge(struct hpt_budget *budget,
                                         struct hpt_finding *findings) HPT_MUST_CHECK;

/* A person sets a mark here: the phase of that name begins. */
HPT_API void hpt_budget_mark(struct hpt_budget *budget, struct hpt_str name);

/* Judges the findings of no-leaks, which the budget itself does not measure, by the report of the
 * same input; NULL: there is none. */
HPT_API void hpt_judge_leaks(struct hpt_finding *findings, size_t count,
                             const struct hpt_report *report, const struct hpt_namer *namer);

/* The phases in the order in which they began, first of all the whole input. */
HPT_API size_t hpt_budget_phases(const struct hpt_budget *budget);
HPT_API struct hpt_phase hpt_budget_phase(const struct hpt_budget *budget, size_t number);

/* What a check says in the end. */
struct hpt_outcome {
    const char *input; /* may hold anything */
    bool is_file;      /* the input is a file that annotations may point at */
    const struct hpt_finding *findings;
    size_t finding_count;
    const struct hpt_state *state; /* at the end */
    bool is_cut; /* somebody interrupted it: what came after `state` was not judged */
    /* A sentence: the input failed on the way, and what is missing was not judged; or NULL. */
    const char *fault;
};

/* Is it a limit on a site that was not there? It is kept, and somebody should look at its name. */
HPT_API bool hpt_finding_is_doubtful(const struct hpt_finding *finding);

/* How many are broken, or not judged. */
HPT_API size_t hpt_outcome_count(const struct hpt_outcome *outcome, enum hpt_judgement judgement);

/* One sentence, without its end: what was measured, what the limit is, where it broke. */
HPT_API void hpt_write_finding(struct hpt_out *out, const struct hpt_finding *finding);

/* A line for each limit, then the trust line. */
HPT_API void hpt_write_outcome(struct hpt_out *out, const struct hpt_outcome *outcome);

/* The same as JSON: docs/check.schema.json. */
HPT_API void hpt_write_outcome_json(struct hpt_out *out, const struct hpt_outcome *outcome);

/* The same as JUnit's XML, a test case for each limit. */
HPT_API void hpt_write_junit(struct hpt_out *out, const struct hpt_outcome *outcome);

/* What is broken, or may be misspelt, as workflow commands of GitHub Actions, which become
 * annotations: errors, and warnings. */
HPT_API void hpt_write_github(struct hpt_out *out, const struct hpt_outcome *outcome);

#ifdef __cplusplus
}
#endif
#endif

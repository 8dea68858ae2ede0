/* One watch for each limit of a budget: it remembers the worst, and where the limit broke. */
#ifndef ANALYSIS_WATCHES_H
#define ANALYSIS_WATCHES_H

#include "analysis/ledger.h"
#include "analysis/measure.h"

#define PHASE_ALL ((size_t)0)   /* the whole input */
#define PHASE_NONE ((size_t)-1) /* has not begun */

/* What was measured of it so far. */
struct measured {
    bool is_there;
    bool is_certain; /* some of it while no heap was open */
    uint64_t value;
    struct hpt_instant first, worst;
};

struct watch {
    struct hpt_finding finding;
    size_t phase; /* that its limit holds for */
    struct measured measured;
    struct measured before; /* the run that is on: if its heap turns out to be open, this counts */
    bool was_there;         /* max-site: a block of the site */
    uint64_t live;          /* max-site: bytes of the site now */
};

struct watches {
    struct watch *of;
    size_t count;
    const struct hpt_namer *namer;
    uint64_t run;         /* of the last measure */
    struct ledger ledger; /* in use only if a limit is on a site */
    bool has_sites;
};

/* Something that is counted. */
struct happening {
    struct hpt_instant place;
    const struct hpt_event *event; /* NULL: none */
    struct hpt_str text;
};

enum hpt_status watches_open(struct watches *ws, const struct hpt_limit *limits, size_t count,
                             const struct hpt_namer *namer) HPT_MUST_CHECK;
void watches_release(struct watches *ws);

/* The phase of that name begins, and has this number from now on. */
void watches_begin(struct watches *ws, const char *name, size_t phase);

/* Blocks come and go; before watches_measure. */
enum hpt_status watches_follow(struct watches *ws, const struct hpt_event *event,
                               const struct hpt_state *state) HPT_MUST_CHECK;

/* This is how it is in the phase `phase` now. */
void watches_measure(struct watches *ws, size_t phase, const struct measure *measure,
                     const struct hpt_instant *place);

/* One more of what limits of that kind count. */
void watches_count(struct watches *ws, size_t phase, enum hpt_limit_kind kind,
                   const struct happening *what);

/* One finding for each limit, in their order. */
void watches_judge(struct watches *ws, struct hpt_finding *findings);

#endif

/* What each call site asked for, holds and gave back. */
#ifndef ANALYSIS_USAGE_H
#define ANALYSIS_USAGE_H

#include "analysis/curve.h"
#include "analysis/lifetimes.h"

enum {
    USAGE_CURVES = 1024, /* sites that have a curve of their own: the first that come */
    USAGE_POINTS = 64    /* of such a curve */
};

/* In the order in which it changes: an event finds what it needs in two cache lines. */
struct usage_site {
    uint64_t epoch;              /* of the peak that peak_* are as of */
    uint64_t end;                /* of the curve's last part; UINT64_MAX: it has no curve */
    struct hpt_curve_point open; /* that part, or all of what has no curve */
    uint64_t live_bytes, live_blocks;

    uint64_t allocations, bytes;
    uint64_t releases, age_bytes, temporaries[2]; /* as in struct hpt_site */
    uint64_t failures, before_blocks;

    uint64_t peak_bytes, peak_blocks;
    struct curve curve; /* but for its last part */
};

struct usage {
    struct usage_site *of; /* by the site's number; of[0]: all beyond SITES_MAX */
    size_t count;          /* in use, of[0] too */
    size_t capacity;
    size_t curves;
    uint64_t curveless; /* sites without one */
    uint64_t first;     /* event at which curves begin */
    uint64_t epoch;     /* of the peak, see usage_peak */
};

/* All zero has seen nothing. */
void usage_release(struct usage *u);

/* Begins with the event `first`, as a part of a run with what lives; what was is forgotten. */
enum hpt_status usage_begin(struct usage *u, const struct ledger *l, uint64_t first,
                            bool is_part) HPT_MUST_CHECK;
/* What lives is counted anew, after the ledger was made anew. */
enum hpt_status usage_recount(struct usage *u, const struct ledger *l,
                              const struct hpt_event *e) HPT_MUST_CHECK;

/* An allocation fails at a site that has a number. */
enum hpt_status usage_fail(struct usage *u, const struct ledger *l, uint32_t site) HPT_MUST_CHECK;

/* All that lives now is the peak, until it is again. Constant time: a site that changes afterwards
 * puts down what it held. */
static inline void usage_peak(struct usage *u)
{
    u->epoch++;
}

/* Finishes the figures of the peak, and the curves at event `last`. */
void usage_end(struct usage *u, uint64_t last);
/* After that: what a report says of a site. The curve is borrowed. */
struct hpt_site usage_site(const struct usage *u, const struct ledger *l, size_t number);

/* The rest of this is for what follows, which most events go through. */

/* Room for all the ledger's sites. */
enum hpt_status usage_reach(struct usage *u, const struct ledger *l) HPT_MUST_CHECK;
/* The event `number` is behind the last part of the curve. */
void usage_extend_curve(struct usage_site *s, uint64_t number);

static inline bool usage_is_unreached(const struct usage *u, const struct ledger *l)
{
    return u->count <= l->sites.count;
}

/* Before a site changes: what it held at the peak. */
static inline void usage_put_down(const struct usage *u, struct usage_site *s)
{
    if (s->epoch == u->epoch)
        return;
    s->epoch = u->epoch;
    s->peak_blocks = s->live_blocks;
    s->peak_bytes = s->live_bytes;
}

static inline void usage_draw(struct usage_site *s, const struct hpt_event *e)
{
    if (e->number >= s->end)
        usage_extend_curve(s, e->number);
    curve_put(&s->open, s->live_bytes, e->time_us);
}

/* A block of the ledger comes. */
HPT_MUST_CHECK static inline enum hpt_status usage_come(struct usage *u, const struct ledger *l,
                                                        const struct record *r,
                                                        const struct hpt_event *e)
{
    if (usage_is_unreached(u, l) && usage_reach(u, l) != HPT_OK)
        return HPT_ERR_MEMORY;
    struct usage_site *s = &u->of[r->site];
    usage_put_down(u, s);
    s->allocations++;
    s->bytes += r->requested;
    s->live_blocks++;
    s->live_bytes += r->requested;
    usage_draw(s, e);
    return HPT_OK;
}

/* And goes. */
static inline void usage_gone(struct usage *u, const struct record *r, const struct age *age,
                              const struct hpt_event *e)
{
    struct usage_site *s = &u->of[r->site];

    usage_put_down(u, s);
    s->releases++;
    s->live_blocks--;
    s->live_bytes -= r->requested;
    if (age->allocations <= 1) {
        s->temporaries[0] += age->allocations == 0;
        s->temporaries[1]++;
    }
    s->age_bytes += age->bytes;
    usage_draw(s, e);
}

#endif

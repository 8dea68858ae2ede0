/* External fragmentation: at instants of equal distance, each by a walk over the heaps. When there
 * are HOLES_INSTANTS of them every other one is dropped and the distance doubled. Some blocks may
 * be walked over at once, and then one for every few events: constant time per event. */
#ifndef ANALYSIS_HOLES_H
#define ANALYSIS_HOLES_H

#include "analysis/lifetimes.h"

enum { HOLES_INSTANTS = 64, HOLES_STEP = 16, HOLES_WALK = 1 << 18, HOLES_EVENTS = 8 };

struct holes {
    struct hpt_fragmentation at[HOLES_INSTANTS + 1]; /* and the end's */
    size_t count;
    uint64_t step, next; /* events */
    uint64_t walked;     /* blocks, so far */
    uint64_t events;     /* of the run before the first */
};

/* What the holes are like now, for requests as they were so far; adds the blocks that it took. */
struct hpt_fragmentation holes_measure(const struct hpt_state *s, const struct lifetimes *t,
                                       const struct hpt_instant *at, uint64_t *walked);

/* Measures, if it is time to. */
void holes_look(struct holes *h, const struct hpt_event *e, const struct hpt_state *s,
                const struct lifetimes *t);
static inline void holes_event(struct holes *h, const struct hpt_event *e,
                               const struct hpt_state *s, const struct lifetimes *t)
{
    if (e->number >= h->next)
        holes_look(h, e, s, t);
}

/* The last instant is the end. */
void holes_end(struct holes *h, const struct hpt_state *s, const struct lifetimes *t,
               const struct hpt_instant *at);

#endif

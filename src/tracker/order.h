/* The last few events in the order in which they happened on the device.
 *
 * Lines can come late: an interrupt between an allocation and its line prints its own line first; a
 * release is printed before it is done. So when an address is not the predicted one, the event is
 * tried before the events before it; and as long as an unexplained event is among the last few,
 * every new one is tried before it. An order counts only if it explains every event in it. */
#ifndef TRACKER_ORDER_H
#define TRACKER_ORDER_H

#include "tracker/model.h"

enum { ORDER_STEPS = 8 };

struct step {
    struct deed deed;
    struct outcome outcome;
    uint64_t mark; /* the heaps before it */
    struct late_facts late;
    bool open; /* not explained yet */
};

struct order {
    struct step ring[ORDER_STEPS];
    size_t first; /* where the oldest is, but for whole turns */
    size_t count;
    size_t open;      /* steps that are not explained */
    size_t predicted; /* steps whose address was predicted */
    uint64_t closed;  /* such steps that are final, of the run so far */
    bool in_order;    /* lines of this device hardly ever come late: see order_retry */
    void *self;
    /* A step is final; not told of those that became so on the short way (order_next). */
    void (*close)(void *self, const struct step *step);
};

/* Before a step is taken: what it takes to undo it. */
static inline void order_mark(struct step *s, const struct model *m)
{
    s->mark = heaps_mark(&m->heaps);
    s->late = m->late;
}

/* The model becomes what it was before the step. */
enum hpt_status order_undo(struct model *m, const struct step *s) HPT_MUST_CHECK;

/* The i-th of the steps, oldest first. */
static inline struct step *order_step(struct order *w, size_t i)
{
    return &w->ring[(w->first + i) % ORDER_STEPS];
}

/* All addresses of the run that were predicted. */
static inline uint64_t order_predicted(const struct order *w)
{
    return w->closed + w->predicted;
}

/* The oldest step leaves the window. */
static inline void order_leave(struct order *w)
{
    bool predicted = order_step(w, 0)->outcome.verdict == HPT_VERDICT_PREDICTED;

    w->predicted -= predicted;
    w->closed += predicted;
    w->first++;
    w->count--;
}

/* The short way, for the next event while nothing is open: a step for it, not yet in the window.
 * The caller fills deed and mark, and when the model has taken the event says so; else order_take
 * must. */
static inline struct step *order_next(struct order *w)
{
    if (w->count == ORDER_STEPS)
        order_leave(w);
    return order_step(w, w->count);
}
static inline void order_taken(struct order *w, struct step *s, enum hpt_verdict verdict)
{
    s->outcome.verdict = verdict;
    s->outcome.warning = HPT_WARN_NONE;
    s->outcome.forced = s->outcome.over_live = s->outcome.has_block = false;
    s->open = false;
    w->count++;
    w->predicted += verdict == HPT_VERDICT_PREDICTED;
}

/* Takes the next event. *o is its outcome, good until the next call; *late_by is how many events it
 * was moved ahead of. */
enum hpt_status order_take(struct order *w, struct model *m, const struct deed *d,
                           const struct outcome **o, size_t *late_by) HPT_MUST_CHECK;

/* With `in_order` an unexpected event is taken as it comes; when nothing else explains it, this
 * tries it before the events before it after all. */
enum hpt_status order_retry(struct order *w, struct model *m, const struct outcome **o,
                            size_t *late_by) HPT_MUST_CHECK;

/* The live block at `address` was asked for by `caller`, not by whom its event named. */
void order_call_site(struct order *w, struct model *m, uint64_t address, uint64_t caller);

/* All steps are final. */
void order_close(struct order *w);
/* Forgets the last steps from `from` on, without closing them. */
void order_cut(struct order *w, size_t from);

/* The oldest step that is not explained; count if there is none. */
size_t order_first_open(struct order *w);
/* Somebody has changed steps: counts anew. */
void order_recount(struct order *w);

#endif

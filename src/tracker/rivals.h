/* Allocators that explain a trace as well as the one in use. */
#ifndef TRACKER_RIVALS_H
#define TRACKER_RIVALS_H

#include "tracker/tracker.h"

/* A candidate's model after the events so far, the last of them still in its window. */
struct contest {
    struct model model;
    struct order window;
    uint64_t score;
    uint64_t against; /* steps that are final, and were not explained */
};

/* How well an allocator explains a trace that began late. There few addresses are predicted at
 * first, whatever the allocator; but the right one is never contradicted. */
static inline int64_t contest_merit(const struct model *m, uint64_t predicted, uint64_t against)
{
    enum { WEIGHT = 4, SILENT = 32 };
    /* what one with bins does in unknown memory contradicts nothing */
    int64_t handicap = m->allocator->bins && m->late.is_late ? SILENT : 0;

    return (int64_t)predicted - WEIGHT * (int64_t)against - handicap;
}

/* The rival that explains a trace that began late better than the model takes its place; false:
 * there is none. */
bool rivals_take_over(struct hpt_tracker *t);

/* Takes the kept first events. The model says which allocator it is, and owns what it is given. */
enum hpt_status contest_run(const struct hpt_tracker *t, struct contest *c) HPT_MUST_CHECK;
/* Takes one more event. */
enum hpt_status contest_take(struct contest *c, const struct deed *d) HPT_MUST_CHECK;

/* After a struct rivals was copied, and both are in use: gives the copy models of its own. Without
 * memory it has none. */
enum hpt_status rivals_own(struct rivals *r) HPT_MUST_CHECK;
/* Bytes that they hold. */
size_t rivals_size(const struct rivals *r);

/* Takes over the model and the window that another allocator's rules gave. */
void run_switch_model(struct hpt_tracker *t, const struct contest *better);

#endif

/* Allocators that explain a trace as well as the one in use. */
#ifndef TRACKER_RIVALS_H
#define TRACKER_RIVALS_H

#include "tracker/tracker.h"

/* A candidate's model after the events so far, the last of them still in its window. */
struct contest {
    struct model model;
    struct order window;
    uint64_t closed; /* predicted by steps that are final */
    uint64_t score;
};

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

/* A scene that is fed from the history. */
#ifndef TRAVEL_RUNNER_H
#define TRAVEL_RUNNER_H

#include "travel/history.h"
#include "travel/travel.h"

/* A scene and where in the history it stands. All zero is none. */
struct stand {
    struct scene *scene;
    struct history_place place;
    uint64_t time_us; /* the latest of the times of what it was fed */
    bool at_event;    /* it was stopped at its last event: nothing behind that was taken */
    bool is_ended;    /* it was told the end */
};

/* A copy that goes on by itself; *to is released before. HPT_ERR_MEMORY: *to is none. */
enum hpt_status stand_copy(struct stand *to, const struct stand *from) HPT_MUST_CHECK;
void stand_release(struct stand *s);

/* Is the instant not before where it stands? */
bool stand_is_before(const struct stand *s, const struct goal *goal);

struct runner {
    struct stand at;
    struct history_reader reader;
    uint64_t stop_event;
    bool is_reached;
    bool has_client;
    struct walk_client client;
};

/* Leaves from a copy of *from, which may be r->at: then it just stays there. Without memory it is
 * nowhere. */
enum hpt_status runner_leave(struct runner *r, const struct stand *from) HPT_MUST_CHECK;
void runner_release(struct runner *r);

enum run { RUN_GOES_ON, RUN_REACHED, RUN_AT_END };

/* Feeds at most `most` bytes, or tells one thing, unless the goal is reached or nothing is left.
 * After a failure the runner is nowhere. */
enum hpt_status runner_step(struct runner *r, struct history *h, const struct goal *goal,
                            size_t most, enum run *run) HPT_MUST_CHECK;
/* Goes all the way; *run is then not RUN_GOES_ON. */
enum hpt_status runner_run(struct runner *r, struct history *h, const struct goal *goal,
                           enum run *run) HPT_MUST_CHECK;

#endif

/* Copies of the live scene, from which travels leave. */
#ifndef TRAVEL_KEYFRAMES_H
#define TRAVEL_KEYFRAMES_H

#include "travel/runner.h"

struct keyframe {
    struct stand stand;
    size_t size;
};

struct keyframes {
    struct keyframe *all; /* in order; the first is where the travel began, and never goes */
    size_t count;
    size_t capacity;
    size_t size;      /* bytes that they hold */
    size_t most;      /* what they may, but for the first */
    uint64_t apart;   /* what it costs, about, to go from one to the next: see cost_of */
    uint64_t at_cost; /* of the last */
};

/* Without memory the first keyframe cannot be made. */
enum hpt_status keyframes_init(struct keyframes *k, size_t most,
                               const struct stand *first) HPT_MUST_CHECK;
void keyframes_release(struct keyframes *k);

/* Makes one here, if it is far enough from the last. Without memory there are fewer. */
void keyframes_offer(struct keyframes *k, const struct stand *live);

/* The last before the goal; the first is, if none is. */
const struct stand *keyframes_before(const struct keyframes *k, const struct goal *goal);

#endif

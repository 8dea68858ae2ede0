/* A figure over a run of unknown length, in bounded memory: equal parts that keep the least, the
 * most and the last value. When all parts are used, neighbours are put together and parts are twice
 * as long from then on, so at least half of them are always in use. */
#ifndef ANALYSIS_CURVE_H
#define ANALYSIS_CURVE_H

#include "heapterm.h"

struct curve {
    uint64_t first, step; /* of x: where it begins, how long a part is */
    uint64_t end;         /* where the last part ends */
    size_t count;
    size_t capacity;                /* even, at least 2 */
    struct hpt_curve_point *points; /* the caller's */
};

/* The figure is y from x on. */
void curve_begin(struct curve *c, uint64_t x, uint64_t y, uint64_t time_us);

/* New parts up to the one that holds x. */
void curve_reach(struct curve *c, uint64_t x);

/* The figure becomes y in the last part. */
static inline void curve_put(struct hpt_curve_point *p, uint64_t y, uint64_t time_us)
{
    p->last = y;
    p->time_us = time_us;
    if (y < p->least)
        p->least = y;
    if (y > p->most)
        p->most = y;
}

/* The figure becomes y at x; x does not fall. Constant time, over the whole curve. */
static inline void curve_add(struct curve *c, uint64_t x, uint64_t y, uint64_t time_us)
{
    if (x >= c->end)
        curve_reach(c, x);
    curve_put(&c->points[c->count - 1], y, time_us);
}

struct hpt_curve curve_view(const struct curve *c);

#endif

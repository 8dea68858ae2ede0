#include "analysis/curve.h"

void curve_begin(struct curve *c, uint64_t x, uint64_t y, uint64_t time_us)
{
    c->first = x;
    c->step = 1;
    c->end = x + 1;
    c->count = 1;
    c->points[0] = (struct hpt_curve_point){.least = y, .most = y, .last = y, .time_us = time_us};
}

static void merge(struct curve *c)
{
    for (size_t i = 0; i < c->count / 2; i++) {
        struct hpt_curve_point a = c->points[2 * i], b = c->points[2 * i + 1];
        b.least = a.least < b.least ? a.least : b.least;
        b.most = a.most > b.most ? a.most : b.most;
        c->points[i] = b;
    }
    c->count /= 2;
    c->step *= 2;
}

void curve_reach(struct curve *c, uint64_t x)
{
    if (x == UINT64_MAX)
        x--;
    while (x >= c->end) {
        if (c->count == c->capacity) {
            merge(c);
            continue;
        }
        struct hpt_curve_point p = c->points[c->count - 1];
        p.least = p.most = p.last;
        c->points[c->count++] = p;
        c->end = c->end < UINT64_MAX - c->step ? c->end + c->step : UINT64_MAX;
    }
}

struct hpt_curve curve_view(const struct curve *c)
{
    return (struct hpt_curve){c->points, c->count, c->first, c->step};
}

#include "analysis/growth.h"

#include <math.h>

enum { PARTS_LEAST = 8, WARM_UP = 4 /* one part in so many is left out, at the beginning */ };

static const double significant = 0.05;
static const double at_once = 0.6;    /* of the growth in one step is most of it */
static const double given_back = 0.5; /* of what comes is "again and again" */

/* The floor of the curve from part `from` on; x is the part's middle, in events or in seconds. */
static size_t floor_of(const struct hpt_curve *c, size_t from, bool by_time,
                       struct trend_point points[TREND_POINTS_MAX])
{
    size_t count = 0;

    for (size_t i = from; i < c->count && count < TREND_POINTS_MAX; i++) {
        double x = ((double)i + 0.5) * (double)c->step;
        if (by_time)
            x = (double)c->points[i].time_us / 1e6;
        points[count++] = (struct trend_point){x, (double)c->points[i].least};
    }
    return count;
}

struct moves {
    double up, down, greatest; /* sums of rises and falls; the greatest single rise */
};

static struct moves moves_of(const struct trend_point *points, size_t count)
{
    struct moves m = {0};

    for (size_t i = 1; i < count; i++) {
        double rise = points[i].y - points[i - 1].y;
        m.up += rise > 0 ? rise : 0;
        m.down -= rise < 0 ? rise : 0;
        m.greatest = rise > m.greatest ? rise : m.greatest;
    }
    return m;
}

/* `half`: the trend of the last half of the points. */
static enum hpt_shape shape_of(const struct trend *whole, const struct trend *half,
                               const struct moves *m)
{
    bool has_trend = whole->p < significant;

    if (m->up > 0 && m->down > given_back * m->up && m->down < m->up / given_back)
        return HPT_SHAPE_SAWTOOTH;
    if (has_trend && whole->score < 0)
        return HPT_SHAPE_FALLING;
    if (m->up > m->down && m->greatest > at_once * (m->up - m->down))
        return HPT_SHAPE_STEP;
    if (!has_trend || whole->score <= 0)
        return HPT_SHAPE_FLAT;
    if (half->score <= 0 || half->p >= significant)
        return HPT_SHAPE_BOUNDED;
    return whole->low > 0 ? HPT_SHAPE_LINEAR : HPT_SHAPE_FLAT;
}

static enum hpt_status add_per_second(const struct hpt_curve *curve, size_t from,
                                      struct hpt_growth *growth)
{
    struct trend_point points[TREND_POINTS_MAX];
    size_t count = floor_of(curve, from, true, points);
    struct trend t;

    if (count == 0 || !(points[count - 1].x > points[0].x) || !(points[0].x > 0))
        return HPT_OK;
    if (trend_of(points, count, &t) != HPT_OK)
        return HPT_ERR_MEMORY;
    growth->per_s = t.slope;
    growth->low_s = t.low;
    growth->high_s = t.high;
    return HPT_OK;
}

enum hpt_status growth_of(const struct hpt_curve *curve, struct hpt_growth *growth)
{
    struct trend_point points[TREND_POINTS_MAX];
    struct trend whole, half;
    size_t from = curve->count / WARM_UP;
    size_t count = floor_of(curve, from, false, points);

    *growth = (struct hpt_growth){.p = 1};
    if (count < PARTS_LEAST)
        return HPT_OK;
    if (trend_of(points, count, &whole) != HPT_OK ||
        trend_of(points + count / 2, count - count / 2, &half) != HPT_OK)
        return HPT_ERR_MEMORY;
    struct moves moves = moves_of(points, count);
    growth->shape = shape_of(&whole, &half, &moves);
    growth->slope = whole.slope;
    growth->low = whole.low;
    growth->high = whole.high;
    growth->p = whole.p;
    return add_per_second(curve, from, growth);
}

#include "analysis/trend.h"

#include <math.h>
#include <stdlib.h>

/* The 97.5 % point of the normal distribution. */
static const double normal_95 = 1.959963984540054;

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median_of_sorted(const double *sorted, size_t count)
{
    return count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

/* Sums over the groups of equal values, for the variance of S. */
struct ties {
    double pairs;  /* of t(t-1) */
    double triads; /* of t(t-1)(t-2) */
    double spread; /* of t(t-1)(2t+5) */
};

static struct ties ties_of(const struct trend_point *points, size_t count, bool of_x)
{
    double values[TREND_POINTS_MAX];
    struct ties ties = {0};

    for (size_t i = 0; i < count; i++)
        values[i] = of_x ? points[i].x : points[i].y;
    qsort(values, count, sizeof *values, compare);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && !(values[i] < values[end]); end++)
            ;
        double t = (double)(end - i);
        ties.pairs += t * (t - 1);
        ties.triads += t * (t - 1) * (t - 2);
        ties.spread += t * (t - 1) * (2 * t + 5);
    }
    return ties;
}

static double variance_of(const struct trend_point *points, size_t count)
{
    struct ties x = ties_of(points, count, true), y = ties_of(points, count, false);
    double n = (double)count;

    return (n * (n - 1) * (2 * n + 5) - x.spread - y.spread) / 18 +
           x.triads * y.triads / (9 * n * (n - 1) * (n - 2)) +
           x.pairs * y.pairs / (2 * n * (n - 1));
}

static int sign(double d)
{
    return (d > 0) - (d < 0);
}

/* The slopes of all pairs with different x, sorted; and Kendall's S. */
static size_t slopes_of(const struct trend_point *p, size_t count, double *slopes, int64_t *score)
{
    size_t used = 0;

    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count; k++) {
            double dx = p[k].x - p[i].x, dy = p[k].y - p[i].y;
            *score += sign(dx) * sign(dy);
            if (sign(dx) != 0)
                slopes[used++] = dy / dx;
        }
    qsort(slopes, used, sizeof *slopes, compare);
    return used;
}

/* Sen 1968, section 5: so many slopes from either end. Rounded outwards, to the wider interval. */
static void set_interval(struct trend *t, const double *slopes, size_t used)
{
    double reach = normal_95 * sqrt(t->variance);
    double low = floor(((double)used - reach) / 2);

    t->low = low >= 1 ? slopes[(size_t)low - 1] : -INFINITY;
    t->high = low >= 1 ? slopes[used - (size_t)low] : INFINITY;
}

static double start_of(const struct trend_point *points, size_t count, double slope)
{
    double rest[TREND_POINTS_MAX];

    for (size_t i = 0; i < count; i++)
        rest[i] = points[i].y - slope * points[i].x;
    qsort(rest, count, sizeof *rest, compare);
    return median_of_sorted(rest, count);
}

/* With Kendall's correction for a score that is a whole number. */
static double p_of(int64_t score, double variance)
{
    double distance = fabs((double)score) - 1;

    if (distance <= 0 || variance <= 0)
        return 1;
    return erfc(distance / sqrt(2 * variance));
}

enum hpt_status trend_of(const struct trend_point *points, size_t count, struct trend *trend)
{
    struct trend_point chosen[TREND_POINTS_MAX];
    size_t n = count < TREND_POINTS_MAX ? count : TREND_POINTS_MAX;

    *trend = (struct trend){.count = n};
    if (n < TREND_POINTS_MIN)
        return HPT_OK;
    for (size_t i = 0; i < n; i++)
        chosen[i] = points[i * (count - 1) / (n - 1)];
    double *slopes = malloc(n * (n - 1) / 2 * sizeof *slopes);
    if (slopes == NULL)
        return HPT_ERR_MEMORY;
    size_t used = slopes_of(chosen, n, slopes, &trend->score);
    trend->variance = variance_of(chosen, n);
    trend->p = p_of(trend->score, trend->variance);
    if (used > 0) {
        trend->slope = median_of_sorted(slopes, used);
        set_interval(trend, slopes, used);
        trend->start = start_of(chosen, n, trend->slope);
    } else {
        *trend = (struct trend){0}; /* all at one x */
    }
    free(slopes);
    return HPT_OK;
}

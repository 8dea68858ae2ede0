/* Does a series of figures grow, and how fast: without assuming a distribution, and undisturbed by
 * outliers.
 *
 * The slope is that of Theil (Proc. Kon. Ned. Akad. Wetensch. A 53, 1950) and Sen (J. Amer. Stat.
 * Assoc. 63, 1968): the median of the slopes of all pairs. Sen's 95 % interval counts ranks among
 * these slopes by the variance of Kendall's S. Whether there is a trend at all is Mann's test
 * (Econometrica 13, 1945) with Kendall's S and its variance for ties on either axis (Rank
 * Correlation Methods, 4th ed. 1970, ch. 4 and 5). The test takes the points as independent of one
 * another: whoever reads p for a series with a memory should say so. */
#ifndef ANALYSIS_TREND_H
#define ANALYSIS_TREND_H

#include "heapterm.h"

/* Points of a series: there are up to n(n-1)/2 slopes. */
enum { TREND_POINTS_MAX = 128, TREND_POINTS_MIN = 4 };

struct trend_point {
    double x, y;
};

struct trend {
    size_t count;     /* points it was made of; below TREND_POINTS_MIN all else is 0 */
    double slope;     /* of y per x; the median of the slopes of all pairs */
    double low, high; /* its 95 % interval; infinite where the points are too few for one */
    double start;     /* median of y - slope x: the line's height at x = 0 */
    int64_t score;    /* Kendall's S: pairs that rise less pairs that fall */
    double variance;  /* of S, if there were no trend */
    double p;         /* two-sided: how likely an S so far from 0 would be without a trend */
};

/* Of at most TREND_POINTS_MAX finite points in any order; of more, evenly chosen ones. Sorts its
 * own copies in memory of its own; HPT_ERR_MEMORY is the only failure. */
enum hpt_status trend_of(const struct trend_point *points, size_t count,
                         struct trend *trend) HPT_MUST_CHECK;

#endif

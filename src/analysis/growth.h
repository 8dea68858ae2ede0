/* Does what a site holds grow, and how: the test for leaks. "Never released" alone is none: what is
 * made once and kept does not grow. */
#ifndef ANALYSIS_GROWTH_H
#define ANALYSIS_GROWTH_H

#include "analysis/trend.h"

/* Of the lowest values of a curve's parts, after the first quarter of them: what a site gives back
 * again and again has a low floor however high it goes. */
enum hpt_status growth_of(const struct hpt_curve *curve, struct hpt_growth *growth) HPT_MUST_CHECK;

/* It grows, goes on growing, and even the lower end of the interval is growth. */
static inline bool is_leak(const struct hpt_growth *g)
{
    return g->shape == HPT_SHAPE_LINEAR;
}

#endif

/* The statistics of growth, against their definitions and published figures. */
#include "test.h"

#include "analysis/trend.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void near(double got, double want, double within)
{
    if (!(fabs(got - want) <= within))
        fail_msg("%.12g is not %.12g", got, want);
}

static struct trend trend(const struct trend_point *points, size_t count)
{
    struct trend t;

    assert_int_equal(trend_of(points, count, &t), HPT_OK);
    return t;
}

/* Sen 1968, the worked example of section 6: all slopes lie round 4. */
/* trust: 104 */
static void the_example_of_sen(void **state)
{
    static const struct trend_point points[] = {{1, 9},   {2, 15},  {3, 19}, {4, 20},
                                                {10, 45}, {12, 55}, {18, 78}};
    struct trend t = trend(points, 7);

    (void)state;
    near(t.slope, 4, 1e-12);
    assert_int_equal(t.score, 21);
    near(t.variance, 133.0 / 3, 1e-9);
    /* Sen's interval at 93 % is 3.71 to 4.38, the fourth slope from either end. At 95 % it is the
     * third. */
    near(t.low, 11.0 / 3, 1e-9);
    near(t.high, 5, 1e-9);
    near(t.start, 6, 1e-9);
}

/* The figures by which the package MannKendall.jl tests itself: 1, 2, ... 100. */
static void a_straight_line(void **state)
{
    struct trend_point points[100];

    (void)state;
    for (int i = 0; i < 100; i++)
        points[i] = (struct trend_point){i, i + 1};
    struct trend t = trend(points, 100);
    assert_int_equal(t.score, 4950);
    near(t.variance, 112750, 1e-6);
    near((4950 - 1) / sqrt(t.variance), 14.73869998208331, 1e-9);
    assert_true(t.p < 1e-12);
    near(t.slope, 1, 0);
    near(t.low, 1, 0);
    near(t.high, 1, 0);
    near(t.start, 1, 0);
}

static int64_t score_by_definition(const double *x, const double *y, size_t n)
{
    int64_t rising = 0, falling = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++) {
            rising += (x[i] - x[k]) * (y[i] - y[k]) > 0;
            falling += (x[i] - x[k]) * (y[i] - y[k]) < 0;
        }
    return rising - falling;
}

struct spread {
    double sum, squares, count;
    double beyond; /* how many S are at least as far from 0 as `score` */
    int64_t score;
};

/* S of every order of y (Heap's algorithm). */
static void permute(const double *x, double *y, size_t n, size_t size, struct spread *s)
{
    if (size == 1) {
        int64_t score = score_by_definition(x, y, n);
        s->sum += (double)score;
        s->squares += (double)(score * score);
        s->beyond += llabs(score) >= llabs(s->score);
        s->count++;
        return;
    }
    for (size_t i = 0; i < size; i++) {
        permute(x, y, n, size - 1, s);
        size_t other = size % 2 == 1 ? 0 : i;
        double kept = y[other];
        y[other] = y[size - 1];
        y[size - 1] = kept;
    }
}

/* trust: 104 */
static void the_variance_is_that_over_all_orders(void **state)
{
    static const struct {
        double x[8], y[8];
        size_t count;
    } rows[] = {
        {{1, 2, 3, 4, 5, 6, 7}, {3, 1, 4, 15, 9, 2, 6}, 7},
        {{1, 2, 3, 4, 5, 6, 7}, {3, 1, 1, 1, 9, 9, 6}, 7},
        {{1, 1, 1, 2, 3, 3, 4, 5}, {10, 22, 21, 30, 22, 30, 40, 40}, 8}, /* Gilbert 1987, ch. 16 */
        {{1, 1, 1, 1, 2, 2, 2}, {5, 5, 5, 6, 6, 7, 7}, 7},
    };

    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct trend_point points[8];
        double y[8];
        for (size_t i = 0; i < rows[r].count; i++)
            points[i] = (struct trend_point){rows[r].x[i], y[i] = rows[r].y[i]};
        struct trend t = trend(points, rows[r].count);
        struct spread s = {.score = score_by_definition(rows[r].x, y, rows[r].count)};
        assert_int_equal(t.score, s.score);
        permute(rows[r].x, y, rows[r].count, rows[r].count, &s);
        near(s.sum / s.count, 0, 1e-9);
        near(t.variance, s.squares / s.count, 1e-9);
        near(t.p, s.beyond / s.count, 0.03); /* few points: the normal curve is near, not equal */
    }
}

static double noise(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*seed >> 11) / (double)(UINT64_C(1) << 53);
}

/* Sen's own definition: what is left after taking a slope away has no trend at the estimate, and
 * one that a test would find beyond the ends of the interval. */
/* trust: 104 */
static void beyond_the_interval_the_rest_has_a_trend(void **state)
{
    uint64_t seed = 1;

    (void)state;
    for (int round = 0; round < 40; round++) {
        struct trend_point points[30];
        double x[30], rest[30];
        for (int i = 0; i < 30; i++) {
            x[i] = i + noise(&seed);
            points[i] = (struct trend_point){x[i], (round - 20) * x[i] / 5 + 9 * noise(&seed)};
        }
        struct trend t = trend(points, 30);
        double reach = 1.959963984540054 * sqrt(t.variance);
        const double slopes[] = {t.low - 1e-9, t.low + 1e-9, t.slope, t.high - 1e-9, t.high + 1e-9};
        for (int k = 0; k < 5; k++) {
            for (int i = 0; i < 30; i++)
                rest[i] = points[i].y - slopes[k] * x[i];
            double score = fabs((double)score_by_definition(x, rest, 30));
            if (k == 2)
                assert_true(score <= 1);
            else if (k == 0 || k == 4)
                assert_true(score > reach);
            else
                assert_true(score <= reach + 2); /* it is rounded outwards by one slope at most */
        }
    }
}

static void three_outliers_of_twenty_do_not_move_it(void **state)
{
    struct trend_point points[20];

    (void)state;
    for (int i = 0; i < 20; i++)
        points[i] = (struct trend_point){i, i % 7 == 3 ? 1e9 : 5 * i};
    struct trend t = trend(points, 20);
    near(t.slope, 5, 1e-9);
    assert_true(t.low <= 5 && t.high >= 5);
}

static void too_few_points_say_nothing(void **state)
{
    static const struct trend_point points[] = {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {3, 5}};
    static const struct trend_point upright[] = {{1, 1}, {1, 2}, {1, 3}, {1, 4}};
    struct trend t = trend(points, 3);

    (void)state;
    assert_true(t.slope == 0 && t.count == 3);
    t = trend(points, 4);
    assert_true(t.slope == 1 && isinf(t.low) && isinf(t.high));
    assert_true(trend(upright, 4).count == 0);
    assert_true(trend(points, 0).count == 0);
}

static void of_many_points_it_takes_some(void **state)
{
    static struct trend_point points[100000];

    (void)state;
    for (int i = 0; i < 100000; i++)
        points[i] = (struct trend_point){i, 2.0 * i + i % 3};
    struct trend t = trend(points, 100000);
    assert_int_equal(t.count, TREND_POINTS_MAX);
    near(t.slope, 2, 1e-3);
    assert_true(t.low <= 2 && t.high >= 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_sen),
        cmocka_unit_test(a_straight_line),
        cmocka_unit_test(the_variance_is_that_over_all_orders),
        cmocka_unit_test(beyond_the_interval_the_rest_has_a_trend),
        cmocka_unit_test(three_outliers_of_twenty_do_not_move_it),
        cmocka_unit_test(too_few_points_say_nothing),
        cmocka_unit_test(of_many_points_it_takes_some),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

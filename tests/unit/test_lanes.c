/* The searches and shifts of short arrays, each against a walk. Built twice: for the processor, and
 * as any compiler takes it (test_lanes_plain). */
#include "heap/lanes.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct rows {
    int32_t a[LANES + LANES_PAD];
    int32_t b[LANES + LANES_PAD];
    uint8_t c[LANES + LANES_PAD];
};

/* `count` ascending values, blank behind them. */
static struct rows rows_of(size_t count)
{
    struct rows r = {.a = {0}};

    for (size_t i = 0; i < LANES + LANES_PAD; i++)
        r.a[i] = INT32_MAX;
    for (size_t i = 0; i < count; i++) {
        r.a[i] = (int32_t)i * 3 - 40;
        r.b[i] = (int32_t)(i * 37 % 101);
        r.c[i] = (uint8_t)(i + 1);
    }
    return r;
}

static struct lanes_rows all(struct rows *r)
{
    return (struct lanes_rows){r->a, r->b, r->c};
}

static void the_last_at_or_below_is_found(void **state)
{
    (void)state;
    for (size_t count = 1; count <= LANES; count++) {
        struct rows r = rows_of(count);
        for (int32_t at = r.a[0]; at < r.a[count - 1] + 3; at++)
            assert_int_equal(lanes_last_at_or_below(r.a, at), (at + 40) / 3);
    }
}

static void the_first_at_least_is_found(void **state)
{
    (void)state;
    struct rows r = rows_of(LANES);

    for (int32_t need = 1; need < 103; need++)
        for (size_t from = 0; from < LANES; from++) {
            size_t want = from;
            while (want < LANES && r.b[want] < need)
                want++;
            assert_int_equal(lanes_first_at_least(r.b, from, LANES, need), want);
            if (from == 0 && want < LANES) {
                assert_int_equal(lanes_first(r.b, need), want);
                assert_int_equal(lanes_first_of_few(r.b, need), want);
            }
        }
}

static void the_largest_is_found_wherever_it_is(void **state)
{
    (void)state;
    static const int32_t largest[] = {101, INT16_MAX - 1, INT16_MAX, INT16_MAX + 1, INT32_MAX};

    for (size_t i = 0; i < sizeof largest / sizeof *largest; i++)
        for (size_t at = 0; at < LANES; at++) {
            struct rows r = rows_of(LANES);
            r.b[(at + 1) % LANES] = largest[i] - 1;
            r.b[at] = largest[i];
            assert_int_equal(lanes_max(r.b), largest[i]);
        }
}

static void what_is_opened_moves_the_rest_up(void **state)
{
    (void)state;
    for (size_t count = 0; count < LANES; count++)
        for (size_t at = 0; at <= count; at++) {
            struct rows was = rows_of(count), r = was;
            lanes_open(all(&r), at, count);
            for (size_t i = 0; i < LANES + LANES_PAD; i++) {
                size_t from = i > at ? i - 1 : i;
                if (i == at)
                    continue; /* for the caller to fill */
                assert_int_equal(r.a[i], was.a[from]);
                assert_int_equal(r.b[i], was.b[from]);
                if (i <= count)
                    assert_int_equal(r.c[i], was.c[from]);
            }
        }
}

static void what_is_closed_moves_the_rest_down(void **state)
{
    (void)state;
    for (size_t count = 1; count <= LANES; count++)
        for (size_t at = 0; at < count; at++) {
            struct rows was = rows_of(count), r = was;
            lanes_close(all(&r), at, count);
            for (size_t i = 0; i + 1 < LANES + LANES_PAD; i++) {
                size_t from = i >= at ? i + 1 : i;
                assert_int_equal(r.a[i], was.a[from]);
                assert_int_equal(r.b[i], was.b[from]);
                if (i + 1 < count)
                    assert_int_equal(r.c[i], was.c[from]);
            }
            assert_int_equal(r.a[LANES + LANES_PAD - 1], INT32_MAX);
            assert_int_equal(r.b[LANES + LANES_PAD - 1], 0);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_at_or_below_is_found),
        cmocka_unit_test(the_first_at_least_is_found),
        cmocka_unit_test(the_largest_is_found_wherever_it_is),
        cmocka_unit_test(what_is_opened_moves_the_rest_up),
        cmocka_unit_test(what_is_closed_moves_the_rest_down),
    };

    return cmocka_run_group_tests_name("lanes", tests, NULL, NULL);
}

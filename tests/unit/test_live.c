/* The table of live blocks: against an array, and with addresses that a weak mixing would pile up.
 */
#include "test.h"

#include "heap/live.h"

#include <stdlib.h>

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void it_knows_what_an_array_knows(void **state)
{
    enum { PLACES = 5000 };
    static uint64_t size_at[PLACES];
    struct live l = {0};
    struct live_block was;
    uint64_t seed = 9;
    uint64_t bytes = 0;
    size_t count = 0;

    (void)state;
    for (int step = 0; step < 300000; step++) {
        size_t i = next_random(&seed) % PLACES;
        uint64_t address = 0x20000004 + i * 12;
        if (next_random(&seed) % 2 == 0) {
            uint64_t size = 1 + next_random(&seed) % 500;
            assert_int_equal(live_make_room(&l), HPT_OK);
            bool replaced = live_add(&l, address, (struct live_block){size, (uint64_t)step}, &was);
            assert_int_equal(replaced, size_at[i] > 0);
            assert_int_equal(replaced ? was.requested : 0, size_at[i]);
            bytes += size - size_at[i];
            count += size_at[i] == 0;
            size_at[i] = size;
        } else {
            bool found = live_remove(&l, address, &was);
            assert_int_equal(found, size_at[i] > 0);
            if (found)
                assert_int_equal(was.requested, size_at[i]);
            bytes -= size_at[i];
            count -= found;
            size_at[i] = 0;
        }
        assert_int_equal(l.bytes, bytes);
        assert_int_equal(l.count, count);
    }
    live_release(&l);
}

static void add_new(struct live *l, uint64_t address, struct live_block block)
{
    struct live_block was;

    assert_int_equal(live_make_room(l), HPT_OK);
    assert_false(live_add(l, address, block, &was));
}

/* Three quarters full, a table with random homes has searches of some 80 slots at a hundred
 * thousand blocks; one that piles addresses up has thousands. */
static void no_stride_makes_long_searches(void **state)
{
    enum { BLOCKS = 100000, LONG = 200 };
    static const uint64_t strides[] = {4,         8,
                                       16,        64,
                                       4096,      65536,
                                       1 << 20,   1 << 24,
                                       12345 * 4, UINT64_C(1) << 32,
                                       24,        40,
                                       2584,      UINT64_C(1) << 40,
                                       0x10001u,  0x9E3779B97F4A7C15u,
                                       1u << 31,  0xBF58476D1CE4E5B9u};

    (void)state;
    for (size_t i = 0; i < sizeof strides / sizeof *strides; i++) {
        struct live l = {0};
        for (uint64_t n = 1; n <= BLOCKS; n++)
            add_new(&l, n * strides[i], (struct live_block){8, n});
        assert_int_equal(l.count, BLOCKS);
        assert_in_range(live_longest_search(&l), 1, LONG);
        live_release(&l);
    }
}

static void extremes_are_kept_as_said(void **state)
{
    struct live l = {0};
    struct live_block was;

    (void)state;
    add_new(&l, UINT64_MAX, (struct live_block){UINT64_MAX, UINT64_MAX});
    assert_true(live_remove(&l, UINT64_MAX, &was));
    assert_int_equal(was.requested, INT32_MAX);
    assert_int_equal(was.event, 0);
    assert_false(live_remove(&l, UINT64_MAX, &was));
    live_release(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_knows_what_an_array_knows),
        cmocka_unit_test(no_stride_makes_long_searches),
        cmocka_unit_test(extremes_are_kept_as_said),
    };

    return cmocka_run_group_tests_name("live", tests, NULL, NULL);
}

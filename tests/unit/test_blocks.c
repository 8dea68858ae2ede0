/* The ordered blocks against an array that is searched from its start. */
#include "test.h"

#include "heap/blocks.h"

#include <stdlib.h>

enum { SIZE = 1 << 16, UNIT = 4 };

static uint32_t random_below(uint32_t *seed, uint32_t limit)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % limit;
}

/* Bytes used, a flag per unit. */
static bool used[SIZE / UNIT];

static bool is_free(uint32_t at, uint32_t units)
{
    for (uint32_t i = at; i < at + units; i++)
        if (used[i])
            return false;
    return true;
}

static void mark(uint32_t at, uint32_t units, bool value)
{
    for (uint32_t i = at; i < at + units; i++)
        used[i] = value;
}

/* The first hole of at least `units`, or SIZE / UNIT. */
static uint32_t first_hole(uint32_t units)
{
    uint32_t run = 0;
    uint32_t start = 0;

    for (uint32_t i = 0; i < SIZE / UNIT; i++) {
        if (used[i]) {
            run = 0;
            continue;
        }
        if (run++ == 0)
            start = i;
        if (run >= units)
            return start;
    }
    return SIZE / UNIT;
}

static void search_agrees(const struct blocks *b, uint32_t units)
{
    struct place p;
    bool found = blocks_fit(b, (struct place){0}, units * UNIT, &p);
    uint32_t hole = first_hole(units);

    assert_int_equal(found, hole < SIZE / UNIT);
    if (found)
        assert_int_equal(blocks_end(b, p), hole * UNIT);
}

static void random_work_keeps_the_invariants(void **state)
{
    struct blocks b;
    uint32_t seed = 7;

    (void)state;
    assert_int_equal(blocks_init(&b, 0, SIZE), HPT_OK);
    for (int step = 0; step < 30000; step++) {
        uint32_t units = 1 + random_below(&seed, 3);
        uint32_t at = random_below(&seed, SIZE / UNIT - 4);
        /* fills up first, then empties: leaves split and vanish */
        bool grow = random_below(&seed, 100) < (step < 15000 ? 85u : 15u);
        struct place p = blocks_find(&b, at * UNIT);
        struct record r = blocks_record(&b, p);
        if (grow && is_free(at, units)) {
            struct record made = {.start = at * UNIT, .size = units * UNIT, .kind = RECORD_USED};
            assert_int_equal(blocks_insert(&b, p, &made), HPT_OK);
            mark(at, units, true);
        } else if (!grow && !is_sentinel(p) && at * UNIT < record_end(&r)) {
            mark((uint32_t)r.start / UNIT, (uint32_t)r.size / UNIT, false);
            blocks_remove(&b, p);
        }
        if (step % 16 == 0) {
            assert_null(blocks_check(&b));
            search_agrees(&b, 1 + random_below(&seed, 12));
        }
    }
    blocks_release(&b);
}

static void a_full_region_has_no_hole(void **state)
{
    struct blocks b;
    struct place p;

    (void)state;
    assert_int_equal(blocks_init(&b, 0x1000, 0x1000 + 5000 * 8), HPT_OK);
    for (uint64_t i = 0; i < 5000; i++) {
        struct record r = {.start = 0x1000 + i * 8, .size = 8, .kind = RECORD_USED};
        assert_int_equal(blocks_insert(&b, blocks_last(&b), &r), HPT_OK);
    }
    assert_null(blocks_check(&b));
    assert_int_equal(blocks_widest(&b), 0);
    assert_false(blocks_fit(&b, (struct place){0}, 1, &p));
    blocks_remove(&b, blocks_find(&b, 0x1000 + 4321 * 8));
    assert_true(blocks_fit(&b, (struct place){0}, 8, &p));
    assert_int_equal(blocks_end(&b, p), 0x1000 + 4321 * 8);
    assert_false(blocks_fit(&b, (struct place){0}, 9, &p));
    blocks_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_work_keeps_the_invariants),
        cmocka_unit_test(a_full_region_has_no_hole),
    };

    return cmocka_run_group_tests_name("blocks", tests, NULL, NULL);
}

/* Finding places in text: the processor's fast way and the plain one find the same. */
#include "test.h"
#include "trace/scan.h"

static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* Text in which places and near misses are frequent. */
static void fill(char *text, size_t size, uint32_t *seed)
{
    static const char letters[] = "mal:frdec#\n\r\0 \x8d\xe1z09";

    for (size_t i = 0; i < size; i++)
        text[i] = letters[next_random(seed) % sizeof letters];
}

static void set_up(struct finder *f, bool plain)
{
    finder_init(f, plain);
    finder_allow(f, 0, 0, '\0');
    finder_allow_all(f, 0, 1);
    finder_allow_all(f, 0, 2);
    for (unsigned i = 0; i < 3; i++) {
        finder_allow(f, 1, i, (unsigned char)"mal"[i]);
        finder_allow(f, 2, i, (unsigned char)"#fr"[i]);
        finder_allow(f, 7, i, (unsigned char)"\xe1\x8d:"[i]);
    }
}

static void both_ways_find_the_same_places(void **state)
{
    struct finder plain, fast;
    char text[400];
    uint32_t seed = 1;
    unsigned found = 0;

    (void)state;
    set_up(&plain, true);
    set_up(&fast, false);
    for (int round = 0; round < 2000; round++) {
        fill(text, sizeof text, &seed);
        const char *at = text + next_random(&seed) % 40;
        const char *end = text + sizeof text - next_random(&seed) % 40;
        while (at < end) {
            const char *place = finder_next(&plain, at, end);
            assert_ptr_equal(finder_next(&fast, at, end), place);
            found += place < end;
            at = place + 1;
        }
    }
    assert_true(found > 10000);
}

static void a_place_at_the_end_counts_by_what_is_there(void **state)
{
    struct finder f;

    (void)state;
    set_up(&f, false);
    const char *text = "......................................ma";
    assert_int_equal(finder_next(&f, text, text + 40) - text, 38);
    assert_int_equal(finder_next(&f, text, text + 38) - text, 38);
}

static void lines_are_as_byte_by_byte(void **state)
{
    char text[200];
    uint32_t seed = 7;

    (void)state;
    for (int round = 0; round < 5000; round++) {
        fill(text, sizeof text, &seed);
        const char *at = text + next_random(&seed) % 100;
        const char *end = at + next_random(&seed) % 100;
        const char *first = at;
        const char *behind = end;
        size_t feeds = 0;
        while (first < end && *first != '\n' && *first != '\r' && *first != '\0')
            first++;
        while (behind > at && behind[-1] != '\n' && behind[-1] != '\r')
            behind--;
        for (const char *p = at; p < end; p++)
            feeds += *p == '\n';
        assert_ptr_equal(scan_line_end(at, end), first);
        assert_ptr_equal(scan_line_start(at, end), behind);
        assert_int_equal(scan_count_lines(at, end), feeds);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ways_find_the_same_places),
        cmocka_unit_test(a_place_at_the_end_counts_by_what_is_there),
        cmocka_unit_test(lines_are_as_byte_by_byte),
    };

    return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}

/* The parts that a report is made of: curves, growth, sizes and lifetimes, marks, runs. */
#include "test.h"

#include "analysis/curve.h"
#include "analysis/growth.h"
#include "analysis/lifetimes.h"

#include <stdio.h>
#include <stdlib.h>

static struct hpt_curve curve_of(struct curve *c, struct hpt_curve_point *points, size_t capacity,
                                 const uint64_t *values, size_t count)
{
    *c = (struct curve){.points = points, .capacity = capacity};
    curve_begin(c, 1, values[0], 0);
    for (size_t i = 1; i < count; i++)
        curve_add(c, 1 + i, values[i], 0);
    return curve_view(c);
}

static void a_full_curve_keeps_extremes(void **state)
{
    struct curve c;
    struct hpt_curve_point points[4];
    static const uint64_t values[] = {5, 9, 1, 7, 3, 8, 2, 6, 4, 100, 0};
    struct hpt_curve v = curve_of(&c, points, 4, values, 11);

    (void)state;
    assert_int_equal(v.step, 4);
    assert_int_equal(v.count, 3);
    assert_int_equal(v.points[0].least, 1);
    assert_int_equal(v.points[0].most, 9);
    assert_int_equal(v.points[0].last, 7);
    assert_int_equal(v.points[1].least, 2);
    assert_int_equal(v.points[1].most, 8);
    assert_int_equal(v.points[2].least, 0);
    assert_int_equal(v.points[2].most, 100);
}

static void a_curve_holds_its_value_over_gaps(void **state)
{
    struct curve c = {0};
    struct hpt_curve_point points[8];

    (void)state;
    c.points = points;
    c.capacity = 8;
    curve_begin(&c, 10, 42, 0);
    curve_add(&c, UINT64_MAX, 7, 0);
    assert_true(c.count >= 4 && c.count <= 8);
    assert_int_equal(points[0].least, 42);
    assert_int_equal(points[c.count - 2].last, 42);
    assert_int_equal(points[c.count - 1].last, 7);
    curve_add(&c, UINT64_MAX, 8, 0);
    assert_int_equal(points[c.count - 1].most, 42);
}

/* A site's live bytes at event i of `count`. */
static uint64_t linear(unsigned i)
{
    return 100 + i / 10 * 8;
}
static uint64_t flat(unsigned i)
{
    return 100 + i % 7 * 16;
}
static uint64_t bounded(unsigned i)
{
    return i < 500 ? i : 500;
}
static uint64_t step(unsigned i)
{
    return i < 600 ? 64 : 1024;
}
static uint64_t sawtooth(unsigned i)
{
    return i % 250 / 20 * 10;
}
static uint64_t warm_up(unsigned i)
{
    return i < 200 ? i * 10 : 2000;
}
static uint64_t falling(unsigned i)
{
    return 5000 - i;
}
/* A cache that fills and empties faster than parts go by, while a little is left behind each time.
 */
static uint64_t leak_under_a_cache(unsigned i)
{
    return i % 8 * 1000 + i / 50 * 4;
}

static void shapes_are_told_apart(void **state)
{
    static const struct {
        uint64_t (*at)(unsigned i);
        enum hpt_shape shape;
    } rows[] = {
        {linear, HPT_SHAPE_LINEAR},     {flat, HPT_SHAPE_FLAT},
        {bounded, HPT_SHAPE_BOUNDED},   {step, HPT_SHAPE_STEP},
        {warm_up, HPT_SHAPE_FLAT},      {falling, HPT_SHAPE_FALLING},
        {sawtooth, HPT_SHAPE_SAWTOOTH}, {leak_under_a_cache, HPT_SHAPE_LINEAR},
    };

    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct hpt_curve_point points[64];
        uint64_t values[1000];
        struct curve c;
        struct hpt_growth g;
        for (unsigned i = 0; i < 1000; i++)
            values[i] = rows[r].at(i);
        struct hpt_curve v = curve_of(&c, points, 64, values, 1000);
        assert_int_equal(growth_of(&v, &g), HPT_OK);
        if (g.shape != rows[r].shape)
            fail_msg("row %zu has the shape %d", r, (int)g.shape);
        assert_int_equal(is_leak(&g), rows[r].shape == HPT_SHAPE_LINEAR);
    }
}

static void the_slope_is_bytes_per_event(void **state)
{
    struct hpt_curve_point points[64];
    uint64_t values[1000];
    struct curve c;
    struct hpt_growth g;

    (void)state;
    for (unsigned i = 0; i < 1000; i++)
        values[i] = linear(i);
    struct hpt_curve v = curve_of(&c, points, 64, values, 1000);
    assert_int_equal(growth_of(&v, &g), HPT_OK);
    assert_true(g.low <= 0.8 && g.high >= 0.8 && g.slope > 0.75 && g.slope < 0.85);
    for (size_t i = 0; i < c.count; i++)
        points[i].time_us = 1000000 * (1 + (uint64_t)i * c.step); /* an event a second */
    assert_int_equal(growth_of(&v, &g), HPT_OK);
    assert_true(g.per_s > 0.75 && g.per_s < 0.85 && g.low_s <= g.per_s && g.per_s <= g.high_s);
}

static void sizes_have_their_shares(void **state)
{
    struct lifetimes *t = calloc(1, sizeof *t);

    (void)state;
    assert_non_null(t);
    assert_int_equal(lifetimes_size(t, 0.5), 0);
    for (uint64_t i = 1; i <= 100; i++)
        lifetimes_request(t, i);
    assert_int_equal(lifetimes_size(t, 0.5), 50);
    assert_int_equal(lifetimes_size(t, 0.95), 95);
    assert_int_equal(lifetimes_size(t, 1), 100);
    for (int i = 0; i < 900; i++)
        lifetimes_request(t, 100000);
    assert_int_equal(lifetimes_size(t, 0.05), 50);
    assert_int_equal(lifetimes_size(t, 0.5), 100000); /* the end of its power of two, or less */
    lifetimes_request(t, 1000000);
    assert_int_equal(lifetimes_size(t, 0.5), 131071);
    assert_int_equal(t->sizes.count[16], 900);
    free(t);
}

/* Ages 1 (four of them), 4 and 16 die; three live on, at least 8 old. By hand: of 9, 4 die: 5/9
 * survive; of 5, one: 4/9, that is the half. */
static void the_median_counts_those_that_live(void **state)
{
    struct hpt_histogram released = {0}, alive = {0};

    (void)state;
    released.count[0] = 4;
    released.count[2] = 1;
    released.count[4] = 1;
    alive.count[3] = 3;
    assert_int_equal(median_age(&released, &alive), 7);
    alive.count[3] = 30;
    assert_int_equal(median_age(&released, &alive), 31); /* of the last at risk all die */
    alive.count[3] = 0;
    alive.count[9] = 30;
    assert_int_equal(median_age(&released, &alive), 0);
    assert_int_equal(median_age(&(struct hpt_histogram){0}, &alive), 0);
}

/* A reporter that hears lines. */
struct stage {
    struct hpt_tracker *tracker;
    struct hpt_reporter *reporter;
};

static enum hpt_found find_phase(void *self, struct hpt_str text, size_t from,
                                 struct hpt_str *found)
{
    (void)self;
    for (size_t i = from; i + 5 <= text.len; i++)
        if (memcmp(text.at + i, "phase", 5) == 0) {
            *found = (struct hpt_str){text.at + i, 5};
            return HPT_FOUND;
        }
    return HPT_FOUND_NOT;
}

static struct stage stage_open(const struct hpt_report_options *options)
{
    struct stage t = {hpt_tracker_new(&(struct hpt_options){0}, NULL), hpt_reporter_new(options)};

    assert_true(t.tracker != NULL && t.reporter != NULL);
    const struct hpt_observer observer = hpt_reporter_observer(t.reporter);
    assert_int_equal(hpt_observe(t.tracker, &observer), HPT_OK);
    return t;
}

static const struct hpt_report *stage_end(struct stage *t)
{
    assert_int_equal(hpt_end(t->tracker), HPT_OK);
    assert_int_equal(hpt_reporter_end(t->reporter, hpt_state(t->tracker)), HPT_OK);
    return hpt_reporter_report(t->reporter);
}

static void stage_close(struct stage *t)
{
    hpt_reporter_free(t->reporter);
    hpt_tracker_free(t->tracker);
}

static const char trace[] = "#m:0x20001000;0x101-100\n"
                            "\x1b[1mphase one\x1b[0m\r\n"
                            "#m:0x20001080;0x201-40\n"
                            "#f:0;0x203-0x20001080\n"
                            "phase two\r\n"
                            "#m:0x20001080;0x201-30\n"
                            "#m:0x200010b0;0x301-30\n"
                            "#f:0;0x303-0x20001000\n";

static void marks_are_lines_and_keys(void **state)
{
    struct stage t = stage_open(&(struct hpt_report_options){.mark = {.find = find_phase}});

    (void)state;
    feed(t.tracker, trace);
    hpt_reporter_mark(t.reporter, (struct hpt_str){"k", 1});
    feed(t.tracker, "last phase");
    const struct hpt_report *r = stage_end(&t);
    assert_int_equal(r->mark_count, 4);
    assert_memory_equal(r->marks[0].text, "phase one", 9);
    assert_int_equal(r->marks[0].length, 9);
    assert_int_equal(r->marks[0].live_bytes, 100);
    assert_int_equal(r->marks[1].at.event, 3);
    assert_int_equal(r->marks[1].live_blocks, 1);
    assert_true(r->marks[2].by_person && !r->marks[1].by_person);
    assert_int_equal(r->marks[2].live_bytes, 60);
    assert_memory_equal(r->marks[3].text, "last phase", 10);
    stage_close(&t);
}

static void a_part_begins_with_what_lives(void **state)
{
    static const struct hpt_report_options since[] = {
        {.mark = {.find = find_phase}, .since = HPT_SINCE_MARK, .since_number = 2},
        {.mark = {.find = find_phase}, .since = HPT_SINCE_TEXT, .since_text = "two"},
        {.since = HPT_SINCE_EVENT, .since_number = 3},
        {.since = HPT_SINCE_LINE, .since_number = 5},
        {.since = HPT_SINCE_BYTE, .since_number = 120},
    };

    (void)state;
    for (size_t i = 0; i < sizeof since / sizeof *since; i++) {
        struct stage t = stage_open(&since[i]);
        feed(t.tracker, trace);
        const struct hpt_report *r = stage_end(&t);
        assert_non_null(r);
        assert_true(r->is_part && r->since.event == 4);
        assert_int_equal(r->run->allocations, 2);
        assert_int_equal(r->run->bytes, 60);
        assert_int_equal(r->peak_bytes, 160);
        assert_int_equal(r->site_count, 3);
        assert_int_equal(r->sites[0].before_blocks, 1);
        assert_int_equal(r->sites[0].allocations, 0);
        assert_int_equal(r->sites[0].releases, 1);
        assert_int_equal(r->sites[0].peak_bytes, 100);
        assert_int_equal(r->sites[1].allocations, 1);
        stage_close(&t);
    }
}

static void what_is_never_reached_has_no_report(void **state)
{
    static const struct hpt_report_options options[] = {
        {.since = HPT_SINCE_EVENT, .since_number = 6},
        {.since = HPT_SINCE_TEXT, .since_text = "three", .mark = {.find = find_phase}},
        {.since = HPT_SINCE_MARK, .since_number = 3, .mark = {.find = find_phase}},
        {.since = HPT_SINCE_FAIL, .since_number = 1},
        {.run = 2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        struct stage t = stage_open(&options[i]);
        feed(t.tracker, trace);
        assert_null(stage_end(&t));
        stage_close(&t);
    }
    struct stage t = stage_open(&(struct hpt_report_options){0});
    feed(t.tracker, "hello\nworld\n");
    assert_null(stage_end(&t));
    stage_close(&t);
}

/* 0x201's first block is released with nothing in between, the resize's old block too. */
static void temporaries_and_resizes(void **state)
{
    struct stage t = stage_open(&(struct hpt_report_options){0});

    (void)state;
    feed(t.tracker, "#m:0x20001000;0x101-100\n"
                    "#m:0x20001080;0x201-40\n"
                    "#r:0x200010c0;0x201-0x20001080;60\n"
                    "#m:0x20001180;0x301-8\n"
                    "#f:0;0x203-0x200010c0\n"
                    "#f:0;0x203-0x20001000\n");
    const struct hpt_report *r = stage_end(&t);
    assert_int_equal(r->temporaries[0], 1);
    assert_int_equal(r->temporaries[1], 2);
    assert_int_equal(r->age_events.count[0], 2); /* 0 and 1 */
    assert_int_equal(r->age_events.count[1], 1); /* 3 */
    assert_int_equal(r->alive_events.count[0], 1);
    assert_int_equal(r->age_bytes.count[0], 1);
    assert_int_equal(r->age_bytes.count[3], 1); /* 8 bytes */
    assert_int_equal(r->age_bytes.count[6], 1); /* 40 + 60 + 8 bytes */
    assert_int_equal(r->run->bytes, 208);
    assert_int_equal(r->run->resizes, 1);
    stage_close(&t);
}

/* More failures than are kept: the first 32 and the last 32, in order. */
static void the_first_and_last_failures_are_kept(void **state)
{
    struct stage t = stage_open(&(struct hpt_report_options){0});
    char line[64];

    (void)state;
    feed(t.tracker, "HEAP 0: \nheap_start : 0x20002790\nheap_end   : 0x20003800\n"
                    "malloc: ALLOCATED: 56 [0x20002794]\n");
    for (int i = 0; i < 150; i++) {
        (void)snprintf(line, sizeof line, "malloc: OUT OF MEMORY [%d]\n", 8000 + i);
        feed(t.tracker, line);
    }
    const struct hpt_report *r = stage_end(&t);
    assert_int_equal(r->run->failures, 150);
    assert_int_equal(r->failure_count, 64);
    for (size_t i = 0; i < 64; i++) {
        assert_int_equal(r->failures[i].why.size, i < 32 ? 8000 + i : 8000 + 86 + i);
        assert_int_equal(r->sites[r->failures[i].site].size, r->failures[i].why.size);
    }
    stage_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_curve_keeps_extremes),
        cmocka_unit_test(a_curve_holds_its_value_over_gaps),
        cmocka_unit_test(shapes_are_told_apart),
        cmocka_unit_test(the_slope_is_bytes_per_event),
        cmocka_unit_test(sizes_have_their_shares),
        cmocka_unit_test(the_median_counts_those_that_live),
        cmocka_unit_test(marks_are_lines_and_keys),
        cmocka_unit_test(a_part_begins_with_what_lives),
        cmocka_unit_test(what_is_never_reached_has_no_report),
        cmocka_unit_test(temporaries_and_resizes),
        cmocka_unit_test(the_first_and_last_failures_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

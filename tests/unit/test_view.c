/* The log view: time stamps, rows, the hex view, the choice of lines, maps on narrow screens. */
#include "view.h"

#include <stdio.h>

#define NEW_YEAR UINT64_C(1735689600000000) /* 2025-01-01T00:00:00Z */

static int32_t newfoundland(void *self, int64_t unix_seconds)
{
    (void)self;
    return unix_seconds < 1735700000 ? -(3 * 3600 + 30 * 60) : 5 * 3600 + 45 * 60;
}

static const struct stamp_row {
    enum hpt_stamps kind;
    uint64_t time_us;
    const char *stamp;
} stamps[] = {
    {HPT_STAMPS_ELAPSED, 1, "[      0.000001] "},
    {HPT_STAMPS_ELAPSED, 1234567890123, "[1234567.890123] "},
    {HPT_STAMPS_DELTA, 5000000, "[      0.000000] "},
    {HPT_STAMPS_UNIX, 1500, "[1735689600.001500] "},
    {HPT_STAMPS_ISO, 1999, "[2024-12-31T20:30:00.001-03:30] "},
    {HPT_STAMPS_ISO, UINT64_C(59) * 86400 * 1000000, "[2025-03-01T05:45:00.000+05:45] "},
    {HPT_STAMPS_ISO, UINT64_C(1154) * 86400 * 1000000, "[2028-02-29T05:45:00.000+05:45] "},
    {HPT_STAMPS_ISO, UINT64_C(27452) * 86400 * 1000000, "[2100-03-01T05:45:00.000+05:45] "},
    {HPT_STAMPS_ELAPSED, 0, "                 "},
    {HPT_STAMPS_ISO, 0, "                                "},
};

/* trust: 51 */
static void stamps_stand_before_the_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof stamps / sizeof *stamps; i++) {
        struct page p;
        page_open(&p, &(struct hpt_log_options){
                          .stamps = stamps[i].kind, .wall_us = NEW_YEAR, .zone = newfoundland});
        page_text(&p, "x\n", 2, stamps[i].time_us);
        assert_memory_equal(p.at, stamps[i].stamp, strlen(stamps[i].stamp));
        assert_string_equal(p.at + strlen(stamps[i].stamp), "x\n");
        page_close(&p);
    }
}

static void delta_counts_from_the_line_before(void **state)
{
    struct page p;

    (void)state;
    page_open(&p, &(struct hpt_log_options){.stamps = HPT_STAMPS_DELTA});
    page_text(&p, "a\n", 2, 1000);
    page_text(&p, "b\nc", 3, 3000);
    page_text(&p, "c\nd\n", 4, 2000500);
    assert_string_equal(p.at, "[      0.000000] a\n[      0.002000] b\n[      0.000000] cc\n"
                              "[      1.997500] d\n");
    page_close(&p);
}

/* trust: 51 */
static void a_line_has_one_stamp_however_it_comes(void **state)
{
    static const char *const ends[] = {"\n", "\r\n", "\n\r", "\r"};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct page p;
        unsigned count = 0;
        page_open(&p, &(struct hpt_log_options){.stamps = HPT_STAMPS_ELAPSED, .safe = i % 2 == 0});
        for (uint64_t time = 1; time < 4; time++) {
            page_text(&p, "on", 2, time);
            page_text(&p, "e", 1, time + 10);
            for (const char *end = ends[i]; *end != '\0'; end++)
                page_text(&p, end, 1, time + 20);
        }
        for (const char *at = p.at; (at = strchr(at, '[')) != NULL; at++) {
            count++;
            assert_int_equal(at[15], ']');
            assert_int_equal(at[14] - '0', count);
        }
        assert_int_equal(count, 3);
        page_close(&p);
    }
}

static void a_progress_bar_keeps_its_stamp(void **state)
{
    struct page p;

    (void)state;
    page_open(&p, &(struct hpt_log_options){.stamps = HPT_STAMPS_ELAPSED, .safe = true});
    page_text(&p, "\n10%\r20%", 8, 7);
    assert_string_equal(p.at, "[      0.000007] \n[      0.000007] 10%\r[      0.000007] 20%");
    page_close(&p);
}

static void a_pipe_has_no_line_end_of_ours(void **state)
{
    struct page p;

    (void)state;
    page_open(&p, &(struct hpt_log_options){.view = HPT_VIEW_PLAIN});
    p.hears.input(p.view, (struct hpt_str){"one", 3}, 1);
    page_end(&p);
    hpt_log_view_summary(p.view, &(struct hpt_state){0});
    assert_string_equal(p.at, "one");
    page_close(&p);
}

static void after_a_gap_a_line_begins(void **state)
{
    struct page p;

    (void)state;
    page_open(&p, &(struct hpt_log_options){.stamps = HPT_STAMPS_ELAPSED});
    page_text(&p, "half a li", 9, 1);
    page_end(&p);
    page_text(&p, "boot\n", 5, 2);
    assert_string_equal(p.at, "[      0.000001] half a li\n[      0.000002] boot\n");
    page_close(&p);
}

/* trust: 50 */
static void colours_are_taken_back_at_the_end(void **state)
{
    struct page p;

    (void)state;
    page_open(&p,
              &(struct hpt_log_options){.safe = true, .color = true, .final_summary_off = true});
    page_say(&p, "\x1b[41mone");
    hpt_log_view_summary(p.view, &(struct hpt_state){0});
    assert_string_equal(p.at, "\x1b[41mone\x1b[0m\n");
    page_close(&p);
}

static void hex_rows(void **state)
{
    struct page p;

    (void)state;
    page_open(&p, &(struct hpt_log_options){.view = HPT_VIEW_HEX});
    p.hears.input(p.view, (struct hpt_str){"0123456789abcdefg\x7f\xff", 19}, 1);
    page_end(&p);
    assert_string_equal(
        p.at, "00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\n"
              "00000010  67 7f ff                                          |g..|\n");
    page_close(&p);
}

/* A pattern that is a plain word; ? in front of it: too much work. */
static enum hpt_found find_word(void *self, struct hpt_str text, size_t from, struct hpt_str *found)
{
    const char *word = self;
    size_t length = strlen(word);

    if (*word == '?')
        return HPT_FOUND_UNDECIDED;
    for (; from + length <= text.len; from++)
        if (memcmp(text.at + from, word, length) == 0) {
            *found = (struct hpt_str){text.at + from, length};
            return HPT_FOUND;
        }
    return HPT_FOUND_NOT;
}

static struct hpt_pattern word(const char *text)
{
    return (struct hpt_pattern){.self = (void *)(uintptr_t)text, .find = find_word};
}

static const struct choice_row {
    const char *name;
    const char *filter, *exclude, *highlight;
    const char *in;
    const char *out;
} choices[] = {
    {"a filter", "yes", NULL, NULL, "no\nyes 1\r\nno\nyes 2\n", "yes 1\r\nyes 2\n"},
    {"lines that end with CR", "yes", NULL, NULL, "no\ryes 1\rno\ryes 2\r", "yes 1\ryes 2\r"},
    {"exclude", NULL, "no", NULL, "no\nyes\nno\n", "yes\n"},
    {"both", "yes", "no", NULL, "yes no\nyes\nno\n", "yes\n"},
    {"colours do not hide words", "yes", NULL, NULL, "y\x1b[1me\x1b[0ms\nno\n",
     "y\x1b[1me\x1b[0ms\n"},
    {"what is in sequences is not text", "yes", NULL, NULL, "\x1b]0;yes\a\n\x1b]yes\x1b\\\nyes\n",
     "yes\n"},
    {"what takes too long is shown", "?", "?", "?", "one\ntwo\n", "one\ntwo\n"},
    {"marks", NULL, NULL, "ab", "cab abab\n",
     "c\x1b[7mab\x1b[27m \x1b[7mab\x1b[27m\x1b[7mab\x1b[27m\n"},
    {"marks around colours", NULL, NULL, "ab", "a\x1b[1mb\n", "\x1b[7ma\x1b[1mb\x1b[27m\n"},
    {"an unfinished line", "yes", NULL, NULL, "no\nyes", "yes"},
};

static void choice_is_made(void **state)
{
    const struct choice_row *r = *state;
    struct hpt_log_options options = {.color = true};

    if (r->filter != NULL)
        options.filter = word(r->filter);
    if (r->exclude != NULL)
        options.exclude = word(r->exclude);
    if (r->highlight != NULL)
        options.highlight = word(r->highlight);
    for (size_t piece = 1; piece <= strlen(r->in); piece++) {
        struct page p;
        size_t size = strlen(r->in);
        page_open(&p, &options);
        for (size_t at = 0; at < size; at += piece)
            page_text(&p, r->in + at, piece < size - at ? piece : size - at, 1);
        page_end(&p);
        assert_string_equal(p.at, r->out);
        page_close(&p);
    }
}

static void a_mark_does_not_end_the_colours_of_the_device(void **state)
{
    struct page p;

    (void)state;
    page_open(&p, &(struct hpt_log_options){.safe = true, .color = true, .highlight = word("b")});
    page_say(&p, "\x1b[7mabc\n");
    assert_string_equal(p.at, "\x1b[7ma\x1b[7mb\x1b[27m\x1b[0m\x1b[7mc\n");
    page_close(&p);
}

static unsigned narrow(void *self)
{
    return *(unsigned *)self;
}

/* trust: 45 */
static void a_narrow_screen_has_narrow_maps(void **state)
{
    static const char trace[] = "heap_start : 0x20002000\nheap_end   : 0x20002400\n"
                                "heap_size  : 1024\nmalloc: ALLOCATED: 100 [0x20002004]\n";
    static const unsigned widths[][2] = {{0, 64}, {80, 64}, {79, 32}, {32, 16}, {5, 8}};
    struct hpt_tracker *t = hpt_tracker_new(&(struct hpt_options){0}, NULL);

    (void)state;
    feed(t, trace);
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        unsigned columns = widths[i][0];
        struct page p;
        page_open(&p, &(struct hpt_log_options){.columns = narrow, .self = &columns});
        hpt_write_map(&p.out, hpt_state(t), hpt_log_view_options(p.view));
        const char *row = strstr(p.at, "000000 20002000 ");
        assert_non_null(row);
        assert_int_equal(strchr(row, '\n') - row, 16 + widths[i][1]);
        page_close(&p);
    }
    hpt_tracker_free(t);
}

static void a_view_can_be_changed_in_the_middle_of_a_line(void **state)
{
    struct page p;

    (void)state;
    page_open(&p, &(struct hpt_log_options){.safe = true});
    page_say(&p, "one \xe2\x82");
    struct hpt_log_options options = *hpt_log_view_options(p.view);
    options.view = HPT_VIEW_HEX;
    hpt_log_view_change(p.view, &options);
    p.hears.input(p.view, (struct hpt_str){"2", 1}, 1);
    page_pause(&p);
    options.view = HPT_VIEW_HEAP;
    hpt_log_view_change(p.view, &options);
    page_say(&p, "three\n");
    assert_string_equal(p.at, "one \\xe2\\x82\n00000000  32                                       "
                              "         |2|\nthree\n");
    page_close(&p);
}

static unsigned forty_columns(void *self)
{
    (void)self;
    return 40;
}

static void go_back(void *self, unsigned column)
{
    char text[16];
    int size = snprintf(text, sizeof text, "<%u>", column);

    (void)page_write(self, text, (size_t)size);
}

static void a_line_goes_on_where_it_was_left_for_others(void **state)
{
    const struct hpt_log_options safe = {.safe = true, .columns = forty_columns};
    struct page p;

    (void)state;
    page_open(&p, &safe);
    page_say(&p, "count: ");
    assert_true(hpt_log_view_step_aside(p.view, go_back, &p));
    assert_true(hpt_log_view_step_aside(p.view, go_back, &p)); /* nothing came */
    page_say(&p, "1");
    page_say(&p, "2\b3\n");
    assert_false(hpt_log_view_step_aside(p.view, go_back, &p)); /* a fresh row */
    page_say(&p, "left");
    assert_true(hpt_log_view_step_aside(p.view, go_back, &p));
    page_say(&p, "\n"); /* ends it, and needs no way back */
    page_say(&p, "right");
    assert_true(hpt_log_view_step_aside(p.view, go_back, &p));
    hpt_log_view_fresh_line(p.view); /* somebody writes below it */
    page_say(&p, "on\n");
    page_say(&p, "a line that is as wide as the screen: 40");
    assert_false(hpt_log_view_step_aside(p.view, go_back, &p));
    assert_string_equal(p.at, "count: \n<7>12\b3\nleft\nright\non\n"
                              "a line that is as wide as the screen: 40\n");
    page_close(&p);
}

int main(void)
{
    enum { ROWS = sizeof choices / sizeof *choices };
    struct CMUnitTest tests[] = {
        cmocka_unit_test(stamps_stand_before_the_line),
        cmocka_unit_test(delta_counts_from_the_line_before),
        cmocka_unit_test(a_line_has_one_stamp_however_it_comes),
        cmocka_unit_test(a_progress_bar_keeps_its_stamp),
        cmocka_unit_test(a_pipe_has_no_line_end_of_ours),
        cmocka_unit_test(after_a_gap_a_line_begins),
        cmocka_unit_test(colours_are_taken_back_at_the_end),
        cmocka_unit_test(hex_rows),
        cmocka_unit_test(a_mark_does_not_end_the_colours_of_the_device),
        cmocka_unit_test(a_narrow_screen_has_narrow_maps),
        cmocka_unit_test(a_line_goes_on_where_it_was_left_for_others),
        cmocka_unit_test(a_view_can_be_changed_in_the_middle_of_a_line),
    };
    struct CMUnitTest rows[ROWS];

    for (size_t i = 0; i < ROWS; i++)
        rows[i] = (struct CMUnitTest){.name = choices[i].name,
                                      .test_func = choice_is_made,
                                      .initial_state = (void *)(uintptr_t)&choices[i]};
    int failed = cmocka_run_group_tests_name("view", tests, NULL, NULL);
    return failed + cmocka_run_group_tests_name("choice", rows, NULL, NULL);
}

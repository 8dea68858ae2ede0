/* What the tracker makes of a run, in sentences. */
#include "test.h"

#define HEAP "HEAP 0: \nheap_start : 0x20000000\nheap_end   : 0x20000100\nheap_size  : 256\n"
#define EMPTY HEAP "[F:256] \nmb_total_free : 256\nmb_total_used : 0\n"

static struct heard heard;

static struct hpt_tracker *after(const char *text)
{
    struct hpt_tracker *t = listen(&heard, &(struct hpt_options){0});

    feed(t, text);
    assert_int_equal(hpt_settle(t), HPT_OK);
    assert_null(hpt_check(t));
    return t;
}

static const struct hpt_exactness *exactness(const struct hpt_tracker *t)
{
    return &hpt_state(t)->exactness;
}

static void a_clean_run_is_exact(void **state)
{
    struct hpt_tracker *t = after(EMPTY "malloc: ALLOCATED: 5 [0x20000004]\n"
                                        "malloc: ALLOCATED: 8 [0x20000010]\nfree:   0x20000004\n");

    (void)state;
    assert_int_equal(exactness(t)->level, HPT_LEVEL_EXACT);
    assert_int_equal(exactness(t)->predicted, 2);
    assert_int_equal(hpt_state(t)->heaps[0].used_bytes, 12);
    assert_int_equal(hpt_state(t)->heaps[0].free_blocks, 2);
    assert_int_equal(hpt_state(t)->largest_allocatable, 256 - 24 - 4);
    hpt_tracker_free(t);
}

static void a_second_release_names_the_first(void **state)
{
    struct hpt_tracker *t = after(EMPTY "malloc: ALLOCATED: 5 [0x20000004]\nfree:   0x20000004\n"
                                        "free:   0x20000004\n");

    (void)state;
    assert_int_equal(heard.last.warning, HPT_WARN_FREE_TWICE);
    assert_int_equal(heard.last.other, 2);
    assert_int_equal(exactness(t)->level, HPT_LEVEL_EXACT);
    hpt_tracker_free(t);
}

static void a_release_inside_a_block_names_the_block(void **state)
{
    struct hpt_tracker *t = after(EMPTY "malloc: ALLOCATED: 20 [0x20000004]\nfree:   0x2000000c\n");

    (void)state;
    assert_int_equal(heard.last.warning, HPT_WARN_FREE_INSIDE);
    assert_int_equal(heard.last.other_address, 0x20000004);
    assert_int_equal(exactness(t)->level, HPT_LEVEL_INFERRED);
    hpt_tracker_free(t);
}

static void a_lost_release_is_found_and_named(void **state)
{
    struct hpt_tracker *t = after(EMPTY "malloc: ALLOCATED: 8 [0x20000004]\n"
                                        "malloc: ALLOCATED: 8 [0x20000010]\n"
                                        "malloc: ALLOCATED: 8 [0x20000004]\n");

    (void)state;
    assert_int_equal(heard.notices[HPT_NOTICE_LOST_RELEASE], 1);
    assert_int_equal(heard.notice[HPT_NOTICE_LOST_RELEASE].address, 0x20000004);
    assert_int_equal(exactness(t)->level, HPT_LEVEL_INFERRED); /* losses come in bursts */
    for (int i = 0; i < 32; i++)
        feed(t, "malloc: ALLOCATED: 8 [0x2000001c]\nfree:   0x2000001c\n");
    assert_int_equal(hpt_settle(t), HPT_OK);
    assert_int_equal(exactness(t)->level, HPT_LEVEL_RESYNCED);
    assert_int_equal(exactness(t)->lost_lines, 1);
    assert_int_equal(hpt_state(t)->live_blocks, 2);
    hpt_tracker_free(t);
}

static void a_lost_allocation_is_unknown_until_it_is_released(void **state)
{
    struct hpt_tracker *t =
        after(EMPTY "malloc: ALLOCATED: 8 [0x20000004]\nmalloc: ALLOCATED: 8 [0x2000001c]\n");
    const struct hpt_heap *heap = &hpt_state(t)->heaps[0];

    (void)state;
    assert_int_equal(heap->unknown_bytes, 12);
    assert_int_equal(exactness(t)->level, HPT_LEVEL_INFERRED);
    feed(t, "free:   0x20000010\n");
    assert_int_equal(heap->unknown_bytes, 0);
    hpt_tracker_free(t);
}

static void a_heap_print_is_not_a_reset(void **state)
{
    struct hpt_tracker *t =
        after(EMPTY "malloc: ALLOCATED: 8 [0x20000004]\n" HEAP
                    "[U:12] [F:244] \nmb_total_free : 244\nmb_total_used : 12\n");

    (void)state;
    assert_int_equal(hpt_state(t)->run, 1);
    assert_int_equal(heard.notices[HPT_NOTICE_PRINT_AGREES], 1);
    assert_int_equal(hpt_state(t)->live_blocks, 1);
    hpt_tracker_free(t);
}

static void a_print_that_differs_is_taken(void **state)
{
    struct hpt_tracker *t =
        after(EMPTY "malloc: ALLOCATED: 8 [0x20000004]\n" HEAP
                    "[U:12] [U:20] [F:224] \nmb_total_free : 224\nmb_total_used : 32\n");

    (void)state;
    assert_int_equal(heard.notices[HPT_NOTICE_PRINT_DIFFERS], 1);
    assert_int_equal(heard.notice[HPT_NOTICE_PRINT_DIFFERS].address, 0x2000000c);
    assert_int_equal(hpt_state(t)->heaps[0].used_blocks, 2);
    assert_int_equal(exactness(t)->level, HPT_LEVEL_RESYNCED);
    hpt_tracker_free(t);
}

static void an_empty_first_heap_with_live_blocks_is_a_restart(void **state)
{
    struct hpt_tracker *t = after(EMPTY "malloc: ALLOCATED: 8 [0x20000004]\n" EMPTY);

    (void)state;
    assert_int_equal(hpt_state(t)->run, 2);
    assert_int_equal(hpt_state(t)->live_blocks, 0);
    assert_int_equal(exactness(t)->level, HPT_LEVEL_EXACT);
    hpt_tracker_free(t);
}

static void three_allocations_over_live_blocks_are_a_restart(void **state)
{
    struct hpt_tracker *t = after("#m:0x20000008;0x1-8\n#m:0x20000018;0x1-8\n"
                                  "#m:0x20000028;0x1-8\n#m:0x20000038;0x1-8\n"
                                  "#m:0x20000008;0x1-8\n#m:0x20000018;0x1-8\n"
                                  "#m:0x20000028;0x1-8\n");

    (void)state;
    assert_int_equal(heard.notices[HPT_NOTICE_RESTART], 1);
    assert_int_equal(hpt_state(t)->run, 2);
    assert_int_equal(hpt_state(t)->live_blocks, 3);
    hpt_tracker_free(t);
}

static void a_late_line_is_put_in_order(void **state)
{
    /* The release was printed, then an interrupt allocated, then the release was done. */
    struct hpt_tracker *t = after(EMPTY "malloc: ALLOCATED: 8 [0x20000004]\n"
                                        "malloc: ALLOCATED: 8 [0x20000010]\nfree:   0x20000004\n"
                                        "malloc: ALLOCATED: 8 [0x2000001c]\n");

    (void)state;
    assert_int_equal(exactness(t)->mispredicted, 0);
    assert_int_equal(exactness(t)->late_lines, 1);
    assert_int_equal(hpt_state(t)->heaps[0].used_bytes, 24);
    hpt_tracker_free(t);
}

static void impossible_blocks_do_no_harm(void **state)
{
    struct hpt_tracker *t = after(EMPTY "malloc: ALLOCATED: 8 [0x20000004]\n"
                                        "malloc: ALLOCATED: 8 [0xfffffffffffffffc]\n"
                                        "malloc: ALLOCATED: 2000000000 [0x20000010]\n"
                                        "malloc: ALLOCATED: 18446744073709551615 [0x1]\n");

    (void)state;
    assert_int_equal(hpt_state(t)->event, 4);
    assert_int_equal(hpt_state(t)->live_blocks, 1);
    assert_int_equal(exactness(t)->level, HPT_LEVEL_INFERRED);
    hpt_tracker_free(t);
}

static void on_event_stop(void *self, const struct hpt_event *e, const struct hpt_state *s)
{
    (void)e;
    (void)s;
    hpt_stop(self);
}

static void a_stop_leaves_the_rest(void **state)
{
    const char *text = "#m:0x20000008;0x1-8\n#m:0x20000018;0x1-8\n";
    struct hpt_tracker *t = hpt_tracker_new(&(struct hpt_options){0}, NULL);
    size_t consumed;

    (void)state;
    assert_int_equal(hpt_observe(t, &(struct hpt_observer){.self = t, .event = on_event_stop}),
                     HPT_OK);
    assert_int_equal(hpt_feed(t, text, strlen(text), 0, &consumed), HPT_OK);
    assert_int_equal(consumed, strlen(text) / 2);
    assert_int_equal(hpt_state(t)->event, 1);
    hpt_tracker_free(t);
}

struct ahead {
    uint64_t expected[2];
    size_t count;    /* of addresses told ahead */
    size_t at_event; /* how many had been when the first event came */
};

static void on_expect(void *self, uint64_t address)
{
    struct ahead *a = self;

    if (a->count < 2)
        a->expected[a->count++] = address;
}

static void on_event_ahead(void *self, const struct hpt_event *e, const struct hpt_state *s)
{
    struct ahead *a = self;

    (void)s;
    if (e->number == 1)
        a->at_event = a->count;
}

static void an_observer_is_told_of_addresses_ahead(void **state)
{
    static char text[2048] = "#m:0x20000008;0x1-8\n#m:0x20000018;0x1-8\n";
    struct hpt_tracker *t = hpt_tracker_new(&(struct hpt_options){0}, NULL);
    struct ahead ahead = {.count = 0};
    size_t length = strlen(text);

    (void)state;
    memset(text + length, '\n', sizeof text - length);
    assert_int_equal(hpt_observe(t, &(struct hpt_observer){.self = &ahead,
                                                           .event = on_event_ahead,
                                                           .expect = on_expect}),
                     HPT_OK);
    assert_int_equal(hpt_feed(t, text, sizeof text, 0, NULL), HPT_OK);
    assert_int_equal(ahead.at_event, 2);
    assert_int_equal(ahead.expected[0], 0x20000008);
    assert_int_equal(ahead.expected[1], 0x20000018);
    hpt_tracker_free(t);
}

static void a_prompt_is_held_only_until_shown(void **state)
{
    struct hpt_tracker *t = listen(&heard, &(struct hpt_options){0});

    (void)state;
    feed(t, "ready> mal");
    assert_int_equal(heard.text_bytes, 7);
    assert_true(hpt_holds_text(t));
    assert_int_equal(hpt_show_held(t), HPT_OK);
    assert_int_equal(heard.text_bytes, 10);
    feed(t, "loc: ALLOCATED: 8 [0x20000004]\n");
    assert_int_equal(heard.events, 1);
    assert_int_equal(heard.text_bytes, 10);
    hpt_tracker_free(t);
}

static unsigned damage_notes(const char *first, const char *second)
{
    struct hpt_tracker *t = listen(&heard, &(struct hpt_options){0});

    feed(t, first);
    feed(t, second);
    assert_int_equal(hpt_end(t), HPT_OK);
    hpt_tracker_free(t);
    return heard.notices[HPT_NOTICE_DAMAGE];
}

static void an_end_with_a_release_is_noted_whatever_ends_the_line(void **state)
{
#define TRACE "device_malloc: ALLOCATED: 8 [0x20003A54]\r\ndevice_free:   0x20003A54"
    (void)state;
    assert_int_equal(damage_notes(TRACE, "\n"), 1);
    assert_int_equal(damage_notes(TRACE "\r", ""), 1);
    assert_int_equal(damage_notes(TRACE "\r\n", ""), 1);
    assert_int_equal(damage_notes(TRACE "\r", "\n"), 1);
    assert_int_equal(damage_notes(TRACE "\r\n", "\r\n"), 0);
    assert_int_equal(damage_notes(TRACE "\r\n", "more"), 0);
#undef TRACE
}

static void unknown_names_are_refused(void **state)
{
    enum hpt_status status = HPT_OK;

    (void)state;
    assert_null(hpt_tracker_new(&(struct hpt_options){.dialect = "nonsense"}, &status));
    assert_int_equal(status, HPT_ERR_ARGUMENT);
    assert_null(hpt_tracker_new(&(struct hpt_options){.allocator = "nonsense"}, &status));
    assert_int_equal(status, HPT_ERR_ARGUMENT);
}

static void failures_have_their_reason(void **state)
{
    struct hpt_tracker *t = after(EMPTY "malloc: ALLOCATED: 100 [0x20000004]\n"
                                        "malloc: ALLOCATED: 8 [0x2000006c]\n"
                                        "free:   0x20000004\n");
    const struct hpt_state *s = hpt_state(t); /* holes of 104 and 140 bytes */

    (void)state;
    assert_int_equal(hpt_explain_failure(s, 136).cause, HPT_CAUSE_NONE);
    assert_int_equal(hpt_explain_failure(s, 137).cause, HPT_CAUSE_FRAGMENTED);
    assert_int_equal(hpt_explain_failure(s, 242).cause, HPT_CAUSE_OVERHEAD);
    assert_int_equal(hpt_explain_failure(s, 250).cause, HPT_CAUSE_EXHAUSTED);
    assert_int_equal(hpt_explain_failure(s, 300).cause, HPT_CAUSE_TOO_LARGE);
    assert_int_equal(hpt_explain_failure(s, 0).cause, HPT_CAUSE_ZERO);
    hpt_tracker_free(t);
    t = after("#m:0x20000008;0x1-8\n");
    assert_int_equal(hpt_explain_failure(hpt_state(t), 100).cause, HPT_CAUSE_UNKNOWN);
    hpt_tracker_free(t);
}

static void a_gap_closes_the_line_and_costs_the_exactness(void **state)
{
    struct hpt_tracker *t = after(EMPTY "malloc: ALLOCATED: 5 [0x20000004]\nmalloc: ALLO");
    size_t text = heard.text_bytes;

    (void)state;
    assert_int_equal(exactness(t)->level, HPT_LEVEL_EXACT);
    assert_int_equal(hpt_gap(t), HPT_OK);
    assert_int_equal(exactness(t)->level, HPT_LEVEL_INFERRED);
    feed(t, "CATED: 8 [0x20000010]\nmalloc: ALLOCATED: 8 [0x20000010]\n");
    assert_int_equal(hpt_state(t)->allocations, 2);
    assert_int_equal(heard.text_bytes - text, strlen("malloc: ALLOCATED: 8 [0x20000010]\n"));
    feed(t, EMPTY);
    assert_int_equal(hpt_settle(t), HPT_OK);
    assert_int_equal(hpt_state(t)->run, 2);
    assert_int_equal(exactness(t)->level, HPT_LEVEL_EXACT);
    hpt_tracker_free(t);
}

/* 8 bytes take 16 of either allocator; 1 byte takes 12 of newlib-nano and 16 of newlib. */
static void as_long_as_two_allocators_explain_all_the_map_is_inferred(void **state)
{
    struct hpt_tracker *t = after("#h:0x20000000;0x20001000\n#m:0x20000008;0x1-8\n");

    (void)state;
    assert_int_equal(exactness(t)->level, HPT_LEVEL_INFERRED);
    assert_string_equal(exactness(t)->rival, "newlib");
    feed(t, "#m:0x20000018;0x1-1\n#m:0x20000028;0x1-8\n");
    assert_string_equal(hpt_state(t)->allocator, "newlib");
    assert_int_equal(exactness(t)->level, HPT_LEVEL_EXACT);
    assert_null(exactness(t)->rival);
    hpt_tracker_free(t);
}

/* The board was reset in the middle of a line: the first line of its boot is a line. */
static void bounds_behind_a_gap_are_read(void **state)
{
    struct hpt_tracker *t =
        after("#h:0x20000000;0x20001000\n#m:0x20000008;0x1-1\n#m:0x20000018;0x1-1\n#f:0x0;0x");

    (void)state;
    assert_int_equal(hpt_gap(t), HPT_OK);
    feed(t, "#h:0x20000000;0x20001000\n#m:0x20000008;0x1-1\n#m:0x20000018;0x1-1\n");
    assert_int_equal(hpt_settle(t), HPT_OK);
    assert_int_equal(hpt_state(t)->run, 2);
    assert_int_equal(exactness(t)->level, HPT_LEVEL_EXACT);
    hpt_tracker_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_long_as_two_allocators_explain_all_the_map_is_inferred),
        cmocka_unit_test(bounds_behind_a_gap_are_read),
        cmocka_unit_test(an_observer_is_told_of_addresses_ahead),
        cmocka_unit_test(a_clean_run_is_exact),
        cmocka_unit_test(a_second_release_names_the_first),
        cmocka_unit_test(a_release_inside_a_block_names_the_block),
        cmocka_unit_test(a_lost_release_is_found_and_named),
        cmocka_unit_test(a_lost_allocation_is_unknown_until_it_is_released),
        cmocka_unit_test(a_heap_print_is_not_a_reset),
        cmocka_unit_test(a_print_that_differs_is_taken),
        cmocka_unit_test(an_empty_first_heap_with_live_blocks_is_a_restart),
        cmocka_unit_test(three_allocations_over_live_blocks_are_a_restart),
        cmocka_unit_test(a_late_line_is_put_in_order),
        cmocka_unit_test(impossible_blocks_do_no_harm),
        cmocka_unit_test(a_stop_leaves_the_rest),
        cmocka_unit_test(a_prompt_is_held_only_until_shown),
        cmocka_unit_test(an_end_with_a_release_is_noted_whatever_ends_the_line),
        cmocka_unit_test(unknown_names_are_refused),
        cmocka_unit_test(failures_have_their_reason),
        cmocka_unit_test(a_gap_closes_the_line_and_costs_the_exactness),
    };

    return cmocka_run_group_tests_name("tracker", tests, NULL, NULL);
}

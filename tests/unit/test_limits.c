/* Heaps as large as none is on a device, and states that a short way must not leave behind. */
#include "test.h"

#include <stdio.h>

static struct heard heard;

/* A walk over all blocks of all heaps tiles them and ends. */
static void every_heap_is_tiled(const struct hpt_tracker *t)
{
    const struct hpt_state *s = hpt_state(t);
    struct hpt_block b;

    assert_null(hpt_check(t));
    for (size_t i = 0; i < s->heap_count; i++) {
        uint64_t at = s->heaps[i].start;
        for (unsigned steps = 0; hpt_heap_block(&s->heaps[i], at, &b); at += b.size) {
            assert_int_equal(b.header, at);
            assert_in_range(b.size, 1, s->heaps[i].end - at);
            assert_in_range(++steps, 1, 100);
        }
        assert_int_equal(at, s->heaps[i].end);
        assert_in_range(s->heaps[i].end - s->heaps[i].start, 0, HPT_HEAP_SIZE_LIMIT - 1);
    }
}

static void large_heaps_stay_within_the_limit(void **state)
{
    static const char *const logs[] = {
        /* an inferred heap grows over what begins inside it */
        "malloc: ALLOCATED: 4 [0x20002004]\nmalloc: ALLOCATED: 2000000000 [0x2000200c]\n"
        "malloc: ALLOCATED: 2000000000 [0x97339e10]\n"
        "malloc: ALLOCATED: 2000000000 [0x10e6d5c14]\nmalloc: ALLOCATED: 4 [0x1859d7a18]\n"
        "free:   0x97339e10\n",
        /* and by allocations where the model expects them */
        "malloc: ALLOCATED: 2000000000 [0x1004]\nmalloc: ALLOCATED: 2000000000 [0x77360408]\n"
        "malloc: ALLOCATED: 2000000000 [0xee6b380c]\nmalloc: ALLOCATED: 8 [0x1659f6c10]\n",
        /* bounds over an inferred heap, and with nothing there */
        "#m:0x90000008;0x1000-16\n#m:0x90000020;0x1000-16\n#h:0x1000;0xA0000000\n"
        "#m:0x90000038;0x1000-16\n",
        "#h:0x1000;0xA0000000\n#m:0x90000038;0x1000-16\n",
        /* a print over an inferred heap */
        "malloc: ALLOCATED: 4 [0x80002004]\nHEAP 0: \nheap_start : 0x1000\n"
        "heap_end   : 0x100001000\nheap_size  : 4294967296\n[F:4294967296] \n"
        "mb_total_free : 4294967296\nmb_total_used : 0\nmalloc: ALLOCATED: 4 [0x8000200c]\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
        struct hpt_tracker *t = listen(&heard, &(struct hpt_options){.check = true});
        feed(t, logs[i]);
        assert_int_equal(hpt_end(t), HPT_OK);
        every_heap_is_tiled(t);
        hpt_tracker_free(t);
    }
}

/* The user said where the heap is, the device says otherwise, and nothing is in it yet. */
static void an_empty_heap_moves_wherever_the_device_prints_it(void **state)
{
    static const char *const prints[] = {
        "#m:0x20001c00;0xd3-16\nheap_start : 0x20000008\nheap_end   : 0x20002000\n"
        "heap_size  : 8184\n[F:8184] \nmb_total_free : 8184\nmb_total_used : 0\n",
        "#m:0x20001c00;0xd3-16\nheap_start : 0x1fffff00\nheap_end   : 0x20000100\n"
        "heap_size  : 512\n[F:512] \nmb_total_free : 512\nmb_total_used : 0\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof prints / sizeof *prints; i++) {
        struct hpt_tracker *t = listen(
            &heard,
            &(struct hpt_options){.heap_given = true, .heap_start = 0x20000000, .heap_size = 512});
        feed(t, prints[i]);
        assert_int_equal(hpt_end(t), HPT_OK);
        assert_int_equal(hpt_state(t)->heaps[0].bounds, HPT_BOUNDS_PRINTED);
        assert_int_equal(hpt_state(t)->heaps[0].free_blocks, 1);
        every_heap_is_tiled(t);
        hpt_tracker_free(t);
    }
}

static void a_heap_that_is_not_kept_is_told_of(void **state)
{
    struct hpt_tracker *t = listen(&heard, &(struct hpt_options){0});

    (void)state;
    feed(t, "#h:0x1000;0xA0000000\n");
    assert_int_equal(heard.notices[HPT_NOTICE_LIMIT], 1);
    assert_int_equal(heard.notices[HPT_NOTICE_PRINT_SET], 0);
    assert_int_equal(hpt_state(t)->heap_count, 0);
    hpt_tracker_free(t);
    assert_null(hpt_tracker_new(
        &(struct hpt_options){.heap_given = true, .heap_size = HPT_HEAP_SIZE_LIMIT}, NULL));
}

static void the_first_event_in_a_given_heap_has_its_figures(void **state)
{
    struct hpt_tracker *t = listen(
        &heard,
        &(struct hpt_options){.heap_given = true, .heap_start = 0x20002000, .heap_size = 4096});

    (void)state;
    feed(t, "malloc: ALLOCATED: 4 [0x20002004]\n");
    assert_int_equal(heard.last.verdict, HPT_VERDICT_PREDICTED);
    assert_int_equal(hpt_state(t)->heap_count, 1);
    assert_int_equal(hpt_state(t)->free_bytes, 4088);
    assert_false(hpt_state(t)->heaps[0].open);
    assert_int_equal(hpt_state(t)->low_event, 1);
    assert_string_equal(hpt_state(t)->allocator, "microbit");
    assert_int_equal(hpt_state(t)->exactness.level, HPT_LEVEL_INFERRED);
    feed(t, "free:   0x20002804\n"); /* of an older block: it does not begin with the program */
    assert_int_equal(heard.last.warning, HPT_WARN_FREE_OLD);
    assert_true(hpt_state(t)->heaps[0].open);
    assert_int_equal(hpt_state(t)->free_bytes, 8);
    assert_int_equal(hpt_state(t)->open_bytes, 4080);
    assert_int_equal(hpt_state(t)->low_event, 0);
    hpt_tracker_free(t);
}

/* Clean traces: one run, no warnings, and as many live blocks, with and without a map. */
static void counting_alone_sees_no_more_than_the_map(void **state)
{
    static const char empty[] = "HEAP 0: \nheap_start : 0x20002000\nheap_end   : 0x20003000\n"
                                "heap_size  : 4096\n[F:4096] \nmb_total_free : 4096\n"
                                "mb_total_used : 0\n";
    static const struct {
        const char *before;
        const char *print;
        const char *after;
        uint64_t resizes;
    } traces[] = {
        {"#m:0x20001008;0x1000-16\n#m:0x20001020;0x1000-16\n", "#h:0x20001000;0x20002000\n",
         "#f:0x0;0x1-0x20001008\n", 0},
        {"microbit_malloc: NATIVE ALLOCATED: 16 [0x20003008]\n", empty,
         "microbit_free:   0x20003008\n", 0},
        {"#m:0x20001008;0x1000-16\n", "", "#r:0x20001008;0x1000-0x20001008;16\n", 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof traces / sizeof *traces; i++) {
        uint64_t live[2];
        for (int counted = 0; counted < 2; counted++) {
            struct hpt_tracker *t =
                listen(&heard, &(struct hpt_options){.account_only = counted != 0});
            feed(t, traces[i].before);
            feed(t, traces[i].print);
            feed(t, traces[i].after);
            assert_int_equal(hpt_state(t)->run, 1);
            assert_int_equal(hpt_state(t)->warnings, 0);
            assert_int_equal(hpt_state(t)->resizes, traces[i].resizes);
            live[counted] = hpt_state(t)->live_blocks;
            hpt_tracker_free(t);
        }
        assert_int_equal(live[0], live[1]);
    }
}

static void counting_alone_still_sees_a_restart(void **state)
{
    static const char print[] = "HEAP 0: \nheap_start : 0x20002000\nheap_end   : 0x20003000\n"
                                "heap_size  : 4096\n[F:4096] \nmb_total_free : 4096\n"
                                "mb_total_used : 0\n";
    struct hpt_tracker *t = listen(&heard, &(struct hpt_options){.account_only = true});

    (void)state;
    feed(t, print);
    feed(t, "malloc: ALLOCATED: 4 [0x20002004]\n");
    feed(t, print);
    assert_int_equal(hpt_state(t)->run, 2);
    assert_int_equal(hpt_state(t)->live_blocks, 0);
    hpt_tracker_free(t);
}

static void counting_alone_claims_no_map_of_a_given_heap(void **state)
{
    struct hpt_tracker *t = listen(&heard, &(struct hpt_options){.account_only = true,
                                                                 .heap_given = true,
                                                                 .heap_start = 0x20002000,
                                                                 .heap_size = 4096});

    (void)state;
    feed(t, "malloc: ALLOCATED: 4 [0x20002004]\n");
    assert_int_equal(hpt_end(t), HPT_OK);
    assert_int_equal(hpt_state(t)->heap_count, 0);
    assert_int_equal(hpt_state(t)->exactness.level, HPT_LEVEL_INFERRED);
    hpt_tracker_free(t);
}

/* A loop that takes six blocks and gives them back, again and again. */
static void loop(struct hpt_tracker *t, int drop)
{
    char line[48];

    for (int i = 0; i < 12; i++) {
        int address = 0x20002004 + 12 * (i % 6);
        if (i == drop)
            continue;
        snprintf(line, sizeof line, i < 6 ? "malloc: ALLOCATED: 8 [0x%x]\n" : "free:   0x%x\n",
                 (unsigned)address);
        feed(t, line);
    }
}

static void a_lost_release_in_a_loop_is_no_restart(void **state)
{
    for (int drop = 6; drop < 12; drop++) {
        struct hpt_tracker *t = listen(&heard, &(struct hpt_options){0});
        (void)state;
        feed(t, "HEAP 0: \nheap_start : 0x20002000\nheap_end   : 0x20003000\nheap_size  : 4096\n"
                "[F:4096] \nmb_total_free : 4096\nmb_total_used : 0\n");
        loop(t, -1);
        loop(t, drop);
        for (int i = 0; i < 6; i++)
            loop(t, -1);
        assert_int_equal(hpt_settle(t), HPT_OK);
        assert_int_equal(hpt_state(t)->run, 1);
        assert_int_equal(hpt_state(t)->live_blocks, 0);
        assert_int_equal(hpt_state(t)->exactness.lost_lines, 1);
        hpt_tracker_free(t);
    }
}

/* The C library's heap is known from its blocks only. The runtime's own block below would reach
 * into it; and then the device prints that its heap has all that memory. */
static void no_heap_reaches_into_another(void **state)
{
    struct hpt_tracker *t = listen(&heard, &(struct hpt_options){0});

    (void)state;
    feed(t, "microbit_malloc: NATIVE ALLOCATED: 14 [0x20002030]\n"
            "microbit_malloc: ALLOCATED: 30 [0x20002018]\n");
    assert_int_equal(hpt_state(t)->heap_count, 1);
    assert_int_equal(heard.last.verdict, HPT_VERDICT_MISPREDICTED);
    feed(t, "HEAP 0: \nheap_start : 0x20002000\nheap_end   : 0x20003000\nheap_size  : 4096\n"
            "[F:4096] \nmb_total_free : 4096\nmb_total_used : 0\n\n"
            "microbit_malloc: ALLOCATED: 30 [0x20002004]\n");
    assert_int_equal(hpt_state(t)->heap_count, 1);
    assert_int_equal(hpt_state(t)->heaps[0].start, 0x20002000);
    assert_int_equal(hpt_state(t)->live_blocks, 1);
    assert_null(hpt_check(t));
    hpt_tracker_free(t);
}

/* One block that takes half of a given heap, and small ones in its place afterwards: a late trace
 * with such a hole at the heap's start is no better guess than a whole one. */
static void a_first_block_of_half_the_heap_shows_the_beginning(void **state)
{
    struct hpt_tracker *t = listen(&heard, &(struct hpt_options){.allocator = "newlib-nano",
                                                                 .heap_given = true,
                                                                 .heap_start = 0x20002000,
                                                                 .heap_size = 4096});

    (void)state;
    feed(t, "#m:0x20002008;0x101-2100\n#f:0x0;0x103-0x20002008\n");
    for (int i = 0; i < 7; i++) {
        assert_int_equal(hpt_state(t)->exactness.past, HPT_PAST_UNPROVEN);
        feed(t, "#m:0x20002810;0x101-40\n#f:0x0;0x103-0x20002810\n");
    }
    assert_int_equal(hpt_state(t)->exactness.past, HPT_PAST_SETTLED);
    assert_int_equal(hpt_state(t)->exactness.level, HPT_LEVEL_EXACT);
    assert_int_equal(hpt_state(t)->exactness.predicted, 8);
    hpt_tracker_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(large_heaps_stay_within_the_limit),
        cmocka_unit_test(an_empty_heap_moves_wherever_the_device_prints_it),
        cmocka_unit_test(a_heap_that_is_not_kept_is_told_of),
        cmocka_unit_test(the_first_event_in_a_given_heap_has_its_figures),
        cmocka_unit_test(counting_alone_sees_no_more_than_the_map),
        cmocka_unit_test(counting_alone_still_sees_a_restart),
        cmocka_unit_test(counting_alone_claims_no_map_of_a_given_heap),
        cmocka_unit_test(a_lost_release_in_a_loop_is_no_restart),
        cmocka_unit_test(no_heap_reaches_into_another),
        cmocka_unit_test(a_first_block_of_half_the_heap_shows_the_beginning),
    };

    return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}

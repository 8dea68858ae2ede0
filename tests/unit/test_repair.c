/* What is late, cut, damaged or was never seen, and what becomes of the map. */
#include "test.h"

#define HEAP(blocks, free, used)                                                                   \
    "\nHEAP 0: \nheap_start : 0x20002790\nheap_end   : 0x20003800\nheap_size  : 4208\n" blocks     \
    "\nmb_total_free : " free "\nmb_total_used : " used "\n"
#define EMPTY HEAP("[F:4208] ", "4208", "0")

static struct heard heard;

static struct hpt_tracker *after_with(const char *text, const struct hpt_options *options)
{
    struct hpt_tracker *t = listen(&heard, options);

    feed(t, text);
    assert_int_equal(hpt_settle(t), HPT_OK);
    assert_null(hpt_check(t));
    return t;
}

static struct hpt_tracker *after(const char *text)
{
    return after_with(text, &(struct hpt_options){0});
}

static enum hpt_level level(const struct hpt_tracker *t)
{
    return hpt_state(t)->exactness.level;
}

/* Is the block at `address` live, with this requested and, if not 0, occupied size? */
static bool holds(const struct hpt_tracker *t, uint64_t address, uint64_t requested, uint64_t size)
{
    const struct hpt_state *s = hpt_state(t);
    struct hpt_block b;

    for (size_t i = 0; i < s->heap_count; i++)
        if (hpt_heap_block(&s->heaps[i], address, &b))
            return b.state == HPT_BLOCK_USED && b.address == address && b.requested == requested &&
                   (size == 0 || b.size == size);
    return false;
}

static void payloads_that_do_not_overlap_are_both_live(void **state)
{
    struct hpt_tracker *t = after("malloc: ALLOCATED: 24 [0x20002a20]\n"
                                  "malloc: ALLOCATED: 5 [0x20002a04]\nfree:   0x20002a04\n"
                                  "malloc: ALLOCATED: 2 [0x20002a04]\n"
                                  "malloc: ALLOCATED: 3 [0x20002a0c]\n");

    (void)state;
    assert_true(holds(t, 0x20002a20, 24, 28));
    assert_true(holds(t, 0x20002a04, 2, 8));
    assert_true(holds(t, 0x20002a0c, 3, 0));
    assert_int_equal(hpt_state(t)->live_blocks, 3);
    hpt_tracker_free(t);
}

/* Two blocks came before the trace; the first chunk in it has a word of padding. */
static void a_late_first_chunk_may_be_padded_within_given_bounds(void **state)
{
    struct hpt_tracker *t = after_with(
        "#m:0x20001488;0x101-20\n#m:0x200014a0;0x101-20\n#f:0;0x103-0x20001488\n"
        "#m:0x20001488;0x101-20\n#m:0x200014c0;0x101-8\n#f:0;0x103-0x20001488\n"
        "#m:0x20001498;0x101-4\n#m:0x20001488;0x101-3\n",
        &(struct hpt_options){
            .heap_given = true, .heap_start = 0x20001468, .heap_size = 0x20003800 - 0x20001468});

    (void)state;
    assert_int_equal(hpt_state(t)->exactness.mispredicted, 0);
    assert_int_equal(hpt_state(t)->exactness.lost_lines, 0);
    assert_true(holds(t, 0x200014a0, 20, 28));
    assert_true(holds(t, 0x20001488, 3, 0));
    hpt_tracker_free(t);
}

static void a_release_above_the_top_says_how_far_the_heap_was_used(void **state)
{
    struct hpt_tracker *t = after_with("#m:0x20001488;0x101-20\n#f:0;0x103-0x20002008\n",
                                       &(struct hpt_options){.heap_given = true,
                                                             .heap_start = 0x20001468,
                                                             .heap_size = 0x20003800 - 0x20001468});
    struct hpt_block b;

    (void)state;
    assert_int_equal(heard.last.warning, HPT_WARN_FREE_OLD);
    assert_true(hpt_heap_block(&hpt_state(t)->heaps[0], 0x20001f00, &b));
    assert_int_equal(b.state, HPT_BLOCK_UNKNOWN);
    hpt_tracker_free(t);
}

/* Tails are handed out: what comes right behind a block, while nothing old was released, is new,
 * and the top is known. 20 bytes take 28, so the address of the second tells where the first
 * begins. */
static void the_top_of_a_late_trace_is_shown_by_a_new_block(void **state)
{
    struct hpt_tracker *t =
        after_with("#m:0x20000408;0x101-20\n", &(struct hpt_options){.allocator = "newlib-nano",
                                                                     .heap_given = true,
                                                                     .heap_start = 0x20000000,
                                                                     .heap_size = 4096});

    (void)state;
    assert_int_equal(level(t), HPT_LEVEL_INFERRED);
    assert_int_equal(hpt_state(t)->free_bytes, 0);
    feed(t, "#m:0x20000428;0x101-20\n#m:0x20000440;0x101-20\n");
    assert_int_equal(hpt_state(t)->heaps[0].top, 0x20000458);
    feed(t, "#f:0x0;0x101-0x20000408\n");
    assert_int_equal(level(t), HPT_LEVEL_RESYNCED);
    assert_int_equal(hpt_state(t)->exactness.exact_since, 4);
    hpt_tracker_free(t);
}

/* What lies around the block was allocated before the trace: it may begin a word earlier, and end
 * two words later. A micro:bit owns all its memory, and has no padding. */
static void a_block_amid_unknown_memory_keeps_the_map_inferred(void **state)
{
    struct hpt_tracker *t = after_with(
        "malloc: ALLOCATED: 20 [0x20000404]\n",
        &(struct hpt_options){.heap_given = true, .heap_start = 0x20000000, .heap_size = 4096});

    (void)state;
    assert_int_equal(level(t), HPT_LEVEL_INFERRED);
    feed(t, "malloc: ALLOCATED: 20 [0x2000041c]\nfree:   0x2000041c\n");
    assert_int_equal(hpt_state(t)->exactness.mispredicted, 0);
    assert_int_equal(level(t), HPT_LEVEL_RESYNCED);
    assert_int_equal(hpt_state(t)->heaps[0].free_bytes, 24);
    hpt_tracker_free(t);
}

static void an_unannounced_restart_begins_a_run_with_all_its_blocks(void **state)
{
    static const char boot[] = "#m:0x20000008;0x101-20\n#m:0x20000020;0x103-4\n"
                               "#f:0x0;0x105-0x20000020\n#m:0x20000020;0x107-4\n"
                               "#m:0x20000030;0x109-100\n#m:0x20000098;0x10b-8\n"
                               "#m:0x200000a8;0x10d-8\n#m:0x200000b8;0x10f-8\n"
                               "#m:0x200000c8;0x111-8\n";
    struct hpt_tracker *t = after_with(boot, &(struct hpt_options){.allocator = "newlib-nano",
                                                                   .heap_given = true,
                                                                   .heap_start = 0x20000000,
                                                                   .heap_size = 4096});

    (void)state;
    assert_int_equal(level(t), HPT_LEVEL_EXACT);
    feed(t, "#m:0x200000d8;0x113-8\n");
    feed(t, boot);
    assert_int_equal(hpt_settle(t), HPT_OK);
    assert_int_equal(hpt_state(t)->run, 2);
    assert_int_equal(heard.notices[HPT_NOTICE_RESTART], 1);
    assert_int_equal(heard.notice[HPT_NOTICE_RESTART].event, 11);
    assert_int_equal(level(t), HPT_LEVEL_EXACT);
    assert_int_equal(hpt_state(t)->live_blocks, 7);
    assert_int_equal(hpt_state(t)->allocations, 8);
    hpt_tracker_free(t);
}

static void a_print_knows_nothing_of_what_follows_its_list(void **state)
{
    struct hpt_tracker *t = after(EMPTY "malloc: ALLOCATED: 8 [0x20002794]\n" HEAP(
        "[U:12] [F:4196] malloc: ALLOCATED: 24 [0x200027a0]\n", "4196",
        "12") "malloc: ALLOCATED: 8 [0x200027bc]\n");

    (void)state;
    assert_int_equal(level(t), HPT_LEVEL_EXACT);
    assert_int_equal(heard.notices[HPT_NOTICE_PRINT_AGREES], 1);
    assert_true(holds(t, 0x200027a0, 24, 28));
    hpt_tracker_free(t);
}

static void a_torn_allocation_comes_before_what_is_printed_inside_it(void **state)
{
    struct hpt_tracker *t = after(EMPTY "malloc: ALLOCATED: 8 [0x20002794]\n"
                                        "malloc: ALLOCATED: 24 [0x200027a0]\n"
                                        "malloc: ALLOCATED: 8 [0x200027bc]\nfree:   0x20002794\n"
                                        "malloc: Afree:   0x200027a0\nLLOCATED: 1 [0x20002794]\n");

    (void)state;
    assert_int_equal(level(t), HPT_LEVEL_EXACT);
    assert_true(holds(t, 0x20002794, 1, 12)); /* the hole was 12 bytes, its rest too small */
    hpt_tracker_free(t);
}

static void a_heap_whose_print_was_missed_comes_first_all_the_same(void **state)
{
    struct hpt_tracker *t = after("\nHEAP 1: \nheap_start : 0x20000008\nheap_end   : 0x20002000\n"
                                  "heap_size  : 8184\n[F:8184] \nmb_total_free : 8184\n"
                                  "mb_total_used : 0\nmalloc: ALLOCATED: 24 [0x20002a20]\n"
                                  "malloc: ALLOCATED: 8 [0x20002a3c]\n");

    (void)state;
    assert_int_equal(hpt_state(t)->heap_count, 2);
    assert_int_equal(hpt_state(t)->heaps[0].index, 0);
    assert_int_equal(hpt_state(t)->heaps[0].bounds, HPT_BOUNDS_INFERRED);
    assert_true(holds(t, 0x20002a3c, 8, 12));
    assert_int_equal(hpt_state(t)->exactness.predicted, 1);
    hpt_tracker_free(t);
}

static void a_list_of_a_print_may_end_with_a_prefix(void **state)
{
    struct hpt_tracker *t =
        after("\nHEAP 0: \r\n5\theap_start : 0x20003A50\r\n5\theap_end   : 0x20008870\r\n"
              "5\theap_size  : 20000\r\n5\t[F:20000] 6\t\n\r\n7\tmb_total_free : 20000\r\n"
              "8\tmb_total_used : 0\r\n9\tdevice_malloc: ALLOCATED: 40 [0x20003A54]\r\n");

    (void)state;
    assert_int_equal(level(t), HPT_LEVEL_EXACT);
    hpt_tracker_free(t);
}

static void blocks_of_the_c_library_are_not_in_the_sums(void **state)
{
    struct hpt_tracker *t = after(EMPTY "microbit_malloc: ALLOCATED: 56 [0x20002794]\n"
                                        "microbit_malloc: NATIVE ALLOCATED: 100 [0x20003900]\n"
                                        "microbit_free:   0x20003900\n");

    (void)state;
    assert_int_equal(hpt_state(t)->free_bytes, 4208 - 60);
    assert_int_equal(hpt_end(t), HPT_OK);
    assert_int_equal(heard.notices[HPT_NOTICE_DAMAGE], 0);
    hpt_tracker_free(t);
}

static void a_second_release_at_the_end_is_no_damage(void **state)
{
    struct hpt_tracker *t = after(EMPTY "malloc: ALLOCATED: 8 [0x20002794]\nfree:   0x20002794\n"
                                        "free:   0x20002794\n");

    (void)state;
    assert_int_equal(hpt_end(t), HPT_OK);
    assert_int_equal(heard.last.warning, HPT_WARN_FREE_TWICE);
    assert_int_equal(heard.notices[HPT_NOTICE_DAMAGE], 0);
    hpt_tracker_free(t);
}

#define CODAL                                                                                      \
    "\nHEAP 0: \nheap_start : 0x20003A50\nheap_end   : 0x2001F800\nheap_size  : 114096\n"          \
    "[F:114096] \n\nmb_total_free : 114096\nmb_total_used : 0\n"

static void a_mark_of_loss_behind_a_prompt_is_seen(void **state)
{
    struct hpt_tracker *t = after(CODAL "> device_malloc: ALLOCATED: 24 [0x20003A54]\r\n...\n");

    (void)state;
    assert_int_equal(heard.notices[HPT_NOTICE_LOSS_MARK], 1);
    assert_int_equal(level(t), HPT_LEVEL_INFERRED);
    hpt_tracker_free(t);
}

static void behind_a_mark_of_loss_its_effects_are_no_warnings(void **state)
{
    struct hpt_tracker *t = after(CODAL "device_malloc: ALLOCATED: 24 [0x20003A54]\r\n...\n"
                                        "device_free:   0x20004A54\r\n");

    (void)state;
    assert_int_equal(heard.last.warning, HPT_WARN_AFTER_LOSS);
    assert_int_equal(hpt_state(t)->warnings, 0);
    hpt_tracker_free(t);
}

static void realloc_to_nothing_may_keep_the_block(void **state)
{
    struct hpt_tracker *t = after("#m:0x20003a48;0x8025-24\n#r:0x0;0x8085-0x20003a48;0\n"
                                  "#f:0x0;0x8085-0x20003a48\n");

    (void)state;
    assert_int_equal(heard.last.warning, HPT_WARN_NONE);
    feed(t, "#m:0x20003a48;0x8025-24\n#r:0x0;0x8085-0x20003a48;0\n");
    assert_int_equal(hpt_state(t)->live_blocks, 1);
    hpt_tracker_free(t);
}

static void the_outer_call_is_the_site_of_a_block_told_twice(void **state)
{
    struct hpt_tracker *t = after("#m:0x20003a48;0x8025-24\n#c:0x20003a48;0x9031-4;6\n");
    struct hpt_block b;

    (void)state;
    assert_true(heard.last.repeated);
    assert_true(hpt_heap_block(&hpt_state(t)->heaps[0], 0x20003a48, &b));
    assert_int_equal(b.caller, 0x9031);
    hpt_tracker_free(t);
}

static void damaged_lines_are_counted(void **state)
{
    static const char *const lines[] = {
        "maloc: ALLOCATED: 16 [0x200027a0]",
        "malloc: ALLMCATED: 16 [0x200027a0]",
        "malloc: ALLOCATED: !6 [0x200027a0]",
        "malloc:ALLOCATED: 16 [0x200027a0]",
        "alloc: ALLOCATED: 16 [0x200027a0]",
        "CATED: 16 [0x200027a0]",
        "malloc: ALLOCATED: 16 0x200027a0]",
        "malloc: ALLOCATED: 16 [0x200027a0",
        "fre:   0x20002794",
        "free:  0x20002794",
        "frge:   0x20002794",
        "free    0x20002794",
        "malloc: ALLOCATE",
        "temp 21 maXloc: ALLOCATED: 16 [0x200027a0]",
    };

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct hpt_tracker *t = after(EMPTY "malloc: ALLOCATED: 8 [0x20002794]\n");
        feed(t, lines[i]);
        feed(t, "\n");
        if (heard.notices[HPT_NOTICE_GARBLED] != 1)
            print_error("not seen: %s\n", lines[i]);
        assert_int_equal(heard.notices[HPT_NOTICE_GARBLED], 1);
        assert_int_equal(level(t), HPT_LEVEL_INFERRED);
        hpt_tracker_free(t);
    }
}

static void what_only_resembles_a_damaged_line_is_text(void **state)
{
    static const char *const lines[] = {
        "free:  0x80002794",       "my_malloc: ALLOCATED: 16 [0x200027a0]",
        "malloc: failed",          "value: 0x20002794",
        "list at 0x20002794",      "[0x200027a0]",
        "memory free: 4208 bytes", "malloc: 16 bytes at 0x200027a0",
    };
    struct hpt_tracker *t = after(EMPTY "malloc: ALLOCATED: 8 [0x20002794]\n");

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        feed(t, lines[i]);
        feed(t, "\n");
        assert_int_equal(heard.notices[HPT_NOTICE_GARBLED], 0);
    }
    assert_int_equal(level(t), HPT_LEVEL_EXACT);
    hpt_tracker_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(payloads_that_do_not_overlap_are_both_live),
        cmocka_unit_test(a_late_first_chunk_may_be_padded_within_given_bounds),
        cmocka_unit_test(a_release_above_the_top_says_how_far_the_heap_was_used),
        cmocka_unit_test(the_top_of_a_late_trace_is_shown_by_a_new_block),
        cmocka_unit_test(a_block_amid_unknown_memory_keeps_the_map_inferred),
        cmocka_unit_test(an_unannounced_restart_begins_a_run_with_all_its_blocks),
        cmocka_unit_test(a_print_knows_nothing_of_what_follows_its_list),
        cmocka_unit_test(a_torn_allocation_comes_before_what_is_printed_inside_it),
        cmocka_unit_test(a_heap_whose_print_was_missed_comes_first_all_the_same),
        cmocka_unit_test(a_list_of_a_print_may_end_with_a_prefix),
        cmocka_unit_test(blocks_of_the_c_library_are_not_in_the_sums),
        cmocka_unit_test(a_second_release_at_the_end_is_no_damage),
        cmocka_unit_test(a_mark_of_loss_behind_a_prompt_is_seen),
        cmocka_unit_test(behind_a_mark_of_loss_its_effects_are_no_warnings),
        cmocka_unit_test(realloc_to_nothing_may_keep_the_block),
        cmocka_unit_test(the_outer_call_is_the_site_of_a_block_told_twice),
        cmocka_unit_test(damaged_lines_are_counted),
        cmocka_unit_test(what_only_resembles_a_damaged_line_is_text),
    };

    return cmocka_run_group_tests_name("repair", tests, NULL, NULL);
}

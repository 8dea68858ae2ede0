/* Explanations: each cause made up, the pinning blocks' stories, what would have helped, and where
 * a healthy heap is heading. */
#include "test.h"

#include "base/str.h"

#include <math.h>
#include <stdio.h>

#define HEAP(number, start, end, size)                                                             \
    "HEAP " number ": \nheap_start : " start "\nheap_end   : " end "\nheap_size  : " size          \
    "\n[F:" size "] \nmb_total_free : " size "\nmb_total_used : 0\n"
#define ONE HEAP("0", "0x20000000", "0x20000100", "256")
#define TWO ONE HEAP("1", "0x20001000", "0x20001080", "128")

struct stage {
    struct hpt_tracker *tracker;
    struct hpt_explainer *explainer;
    struct hpt_explanation now;
};

static void open_stage(struct stage *s, const struct hpt_options *options)
{
    s->tracker = hpt_tracker_new(options, NULL);
    s->explainer = hpt_explainer_new();
    assert_non_null(s->tracker);
    assert_non_null(s->explainer);
    const struct hpt_observer observer = hpt_explainer_observer(s->explainer);
    assert_int_equal(hpt_observe(s->tracker, &observer), HPT_OK);
}

static void close_stage(struct stage *s)
{
    hpt_tracker_free(s->tracker);
    hpt_explainer_free(s->explainer);
}

/* The explanation after a trace. */
static const struct hpt_explanation *after(struct stage *s, const char *trace)
{
    open_stage(s, &(struct hpt_options){0});
    feed(s->tracker, trace);
    assert_int_equal(hpt_settle(s->tracker), HPT_OK);
    assert_int_equal(hpt_explain(s->explainer, hpt_state(s->tracker), &s->now), HPT_OK);
    return &s->now;
}

static const struct row {
    const char *name;
    const char *trace;
    enum hpt_cause cause;
} rows[] = {
    {"less is free than was asked for",
     ONE "malloc: ALLOCATED: 200 [0x20000004]\nmalloc: OUT OF MEMORY [100]\n", HPT_CAUSE_EXHAUSTED},
    {"enough is free in holes that are too small",
     ONE "malloc: ALLOCATED: 100 [0x20000004]\nmalloc: ALLOCATED: 8 [0x2000006c]\n"
         "free:   0x20000004\nmalloc: OUT OF MEMORY [160]\n",
     HPT_CAUSE_FRAGMENTED},
    {"the bytes are there, the header is too much",
     ONE "malloc: ALLOCATED: 100 [0x20000004]\nmalloc: OUT OF MEMORY [150]\n", HPT_CAUSE_OVERHEAD},
    {"rounding alone is too much",
     ONE "malloc: ALLOCATED: 100 [0x20000004]\nmalloc: OUT OF MEMORY [149]\n", HPT_CAUSE_OVERHEAD},
    {"the other heap has room",
     TWO "malloc: ALLOCATED: 244 [0x20000004]\nmalloc: OUT OF MEMORY [100]\n", HPT_CAUSE_REGION},
    {"two heaps have enough together and none alone",
     TWO "malloc: ALLOCATED: 148 [0x20000004]\nmalloc: ALLOCATED: 20 [0x2000009c]\n"
         "malloc: ALLOCATED: 24 [0x20001004]\nmalloc: OUT OF MEMORY [120]\n",
     HPT_CAUSE_EXHAUSTED},
    {"no request is ever as large", ONE "malloc: OUT OF MEMORY [3000000000]\n", HPT_CAUSE_LIMIT},
    {"this runtime gives nothing for nothing", ONE "malloc: OUT OF MEMORY [0]\n", HPT_CAUSE_ZERO},
    {"more than the heap has", ONE "malloc: OUT OF MEMORY [300]\n", HPT_CAUSE_TOO_LARGE},
    {"there was room", ONE "malloc: OUT OF MEMORY [100]\n", HPT_CAUSE_NONE},
    {"the bounds are not known", "#m:0x20000008;0x101-8\n#m:0x0;0x101-100\n", HPT_CAUSE_UNKNOWN},
    {"the size is not known", ONE "microbit_malloc: OUT OF MEMORY\n", HPT_CAUSE_UNKNOWN},
};

static void is_the_cause(void **state)
{
    /* trust: 141 */
    const struct row *r = *state;
    struct stage s;
    const struct hpt_explanation *e = after(&s, r->trace);

    assert_true(e->is_failure);
    assert_int_equal(e->failure.cause, r->cause);
    if (r->cause == HPT_CAUSE_REGION)
        assert_int_equal(e->room_in, 1);
    close_stage(&s);
}

/* Three small blocks, the middle one released: two holes of 52 and 96 bytes around 8. */
#define SCATTERED                                                                                  \
    ONE "boot 1\n"                                                                                 \
        "malloc: ALLOCATED: 92 [0x20000004]\n"                                                     \
        "malloc: ALLOCATED: 48 [0x20000064]\n"                                                     \
        "hist 17\n"                                                                                \
        "malloc: ALLOCATED: 8 [0x20000098]\n"                                                      \
        "free:   0x20000064\n"

static void the_figures_are_those_of_the_map(void **state)
{
    /* trust: 142 */
    struct stage s;
    const struct hpt_explanation *e = after(&s, SCATTERED "malloc: OUT OF MEMORY [93]\n");

    (void)state;
    assert_int_equal(e->event, 5);
    assert_int_equal(e->failure.need, 100);
    assert_int_equal(e->failure.free_bytes, 52 + 96);
    assert_int_equal(e->failure.holes, 2);
    assert_int_equal(e->failure.widest_hole, 96);
    assert_int_equal(e->failure.largest, 92);
    /* 1 - (1 + 148/100)/2 is below 0 */
    assert_true(e->has_index);
    assert_int_equal(e->index, 0);
    assert_int_equal(e->more_heap, 4);
    close_stage(&s);
}

static void the_index_is_that_of_linux(void **state)
{
    /* trust: 142 */
    /* Four holes of 12 bytes for 16: 1 - (1 + 48/16)/4 = 0; of 8 for 20: 1 - (1 + 32/20)/4. */
    struct stage s;
    const struct hpt_explanation *e = after(
        &s, HEAP("0", "0x20000000", "0x20000040",
                 "64") "malloc: ALLOCATED: 4 [0x20000004]\nmalloc: ALLOCATED: 4 [0x2000000c]\n"
                       "malloc: ALLOCATED: 4 [0x20000014]\nmalloc: ALLOCATED: 4 [0x2000001c]\n"
                       "malloc: ALLOCATED: 4 [0x20000024]\nmalloc: ALLOCATED: 4 [0x2000002c]\n"
                       "malloc: ALLOCATED: 4 [0x20000034]\nmalloc: ALLOCATED: 4 [0x2000003c]\n"
                       "free:   0x20000004\nfree:   0x20000014\nfree:   0x20000024\n"
                       "free:   0x20000034\nmalloc: OUT OF MEMORY [16]\n");

    (void)state;
    assert_int_equal(e->failure.holes, 4);
    assert_true(e->has_index);
    assert_int_equal(e->index, 350);
    assert_int_equal(e->failure.cause, HPT_CAUSE_FRAGMENTED);
    close_stage(&s);
}

static void a_pinning_block_has_its_story(void **state)
{
    /* trust: 146 */
    struct stage s;
    const struct hpt_explanation *e = after(&s, SCATTERED "malloc: OUT OF MEMORY [93]\n");

    (void)state;
    assert_int_equal(e->ways, 2);
    assert_int_equal(e->set_count, 2);
    const struct hpt_pin_set *set = &e->by_bytes[0];
    assert_int_equal(set->bytes, 12);
    assert_int_equal(set->blocks, 1);
    assert_int_equal(set->from, 0x20000060);
    assert_int_equal(set->to, 0x20000100);
    const struct hpt_pin *pin = &set->pins[0];
    assert_int_equal(pin->block.address, 0x20000098);
    assert_int_equal(pin->block.requested, 8);
    assert_int_equal(pin->block.event, 3);
    assert_int_equal(pin->age_events, 2);
    assert_int_equal(pin->age_bytes, 0);
    assert_int_equal(pin->said_size, strlen("hist 17"));
    assert_memory_equal(pin->said, "hist 17", pin->said_size);
    assert_int_equal(pin->kind_live, 1);
    assert_int_equal(pin->kind_ways, 1);
    assert_int_equal(pin->kind_released, 0);
    assert_int_equal(e->by_bytes[1].pins[0].block.address, 0x20000004);
    assert_int_equal(e->by_bytes[1].pins[0].age_bytes, 56);
    close_stage(&s);
}

/* Blocks of 8 bytes after "hist 1", "hist 2" are of one kind, one after "menu" is not. */
static void kinds_are_told_apart_by_size_and_words(void **state)
{
    struct stage s;
    const struct hpt_explanation *e =
        after(&s, HEAP("0", "0x20000000", "0x20000040",
                       "64") "hist 1\nmalloc: ALLOCATED: 8 [0x20000004]\n"
                             "hist 22\nmalloc: ALLOCATED: 8 [0x20000010]\n"
                             "menu\nmalloc: ALLOCATED: 8 [0x2000001c]\n"
                             "hist 3\nmalloc: ALLOCATED: 8 [0x20000028]\n"
                             "malloc: ALLOCATED: 8 [0x20000034]\n"
                             "free:   0x20000028\nmalloc: OUT OF MEMORY [16]\n");

    (void)state;
    assert_int_equal(e->ways, 3); /* the third: the first two blocks */
    const struct hpt_pin *low = &e->by_bytes[0].pins[0];
    const struct hpt_pin *high = &e->by_bytes[1].pins[0];
    assert_int_equal(low->block.address, 0x2000001c);
    assert_int_equal(low->kind_live, 1);
    assert_int_equal(low->kind_released, 0);
    assert_int_equal(high->block.address, 0x20000034);
    assert_int_equal(high->kind_live, 3);
    assert_int_equal(high->kind_ways, 2);
    assert_int_equal(high->kind_released, 1);
    assert_int_equal(high->kind_age, 2);
    assert_int_equal(high->kind_oldest, 2);
    close_stage(&s);
}

static size_t helps_of(const struct hpt_explanation *e, enum hpt_help_kind kind,
                       struct hpt_help *help)
{
    struct hpt_help helps[HPT_HELP_KIND_COUNT];
    size_t count = hpt_helps(e, helps);

    for (size_t i = 0; i < count; i++)
        if (helps[i].kind == kind) {
            *help = helps[i];
            return i + 1;
        }
    return 0;
}

#define ONE_OF_A_KIND                                                                              \
    SCATTERED "free:   0x20000098\nmalloc: ALLOCATED: 20 [0x20000064]\n"                           \
              "malloc: ALLOCATED: 44 [0x2000007c]\nhist 4\n"                                       \
              "malloc: ALLOCATED: 8 [0x200000ac]\nfree:   0x2000007c\n"
#define COMES_AND_GOES "free:   0x20000064\nmalloc: ALLOCATED: 20 [0x20000064]\n"

static void only_what_the_trace_supports_would_have_helped(void **state)
{
    /* trust: 145 */
    struct stage s;
    struct hpt_help help = {0};
    const struct hpt_explanation *e = after(&s, SCATTERED "malloc: OUT OF MEMORY [93]\n");

    (void)state;
    /* Nothing of 8 or 92 bytes was ever released, and both were made before the first release. */
    assert_int_equal(helps_of(e, HPT_HELP_RELEASE, &help), 0);
    assert_int_equal(helps_of(e, HPT_HELP_AT_ALL, &help), 0);
    assert_int_equal(helps_of(e, HPT_HELP_EARLY, &help), 0);
    assert_int_equal(helps_of(e, HPT_HELP_MORE, &help), 1);
    assert_int_equal(help.bytes, 4);
    assert_int_equal(helps_of(e, HPT_HELP_LESS, &help), 2);
    assert_int_equal(help.bytes, 92);
    close_stage(&s);
    /* A late block that stays, and one of a kind that is released. */
    e = after(&s, ONE_OF_A_KIND "malloc: OUT OF MEMORY [93]\n");
    assert_int_equal(helps_of(e, HPT_HELP_RELEASE, &help), 0); /* it is as young as others were */
    close_stage(&s);
    e = after(
        &s, ONE_OF_A_KIND COMES_AND_GOES COMES_AND_GOES COMES_AND_GOES COMES_AND_GOES COMES_AND_GOES
        "malloc: OUT OF MEMORY [93]\n");
    assert_int_equal(helps_of(e, HPT_HELP_RELEASE, &help), 1);
    assert_int_equal(help.set->pins[0].block.address, 0x200000ac);
    close_stage(&s);
    e = after(&s, SCATTERED "free:   0x20000098\nmalloc: ALLOCATED: 20 [0x20000064]\n"
                            "malloc: ALLOCATED: 44 [0x2000007c]\nmenu\n"
                            "malloc: ALLOCATED: 8 [0x200000ac]\nfree:   0x2000007c\n"
                            "malloc: OUT OF MEMORY [93]\n");
    assert_int_equal(helps_of(e, HPT_HELP_RELEASE, &help), 0);
    assert_int_equal(helps_of(e, HPT_HELP_EARLY, &help), 1);
    assert_int_equal(help.set->pins[0].block.address, 0x200000ac);
    close_stage(&s);
}

static void a_kind_that_piles_up_is_told(void **state)
{
    /* trust: 145 */
    struct stage s;
    struct hpt_help help = {0};
    const struct hpt_explanation *e = after(
        &s, HEAP("0", "0x20000000", "0x20000040",
                 "64") "malloc: ALLOCATED: 8 [0x20000004]\nmalloc: ALLOCATED: 12 [0x20000010]\n"
                       "malloc: ALLOCATED: 8 [0x20000020]\nmalloc: ALLOCATED: 8 [0x2000002c]\n"
                       "free:   0x20000010\nmalloc: OUT OF MEMORY [20]\n");

    (void)state;
    assert_int_equal(helps_of(e, HPT_HELP_AT_ALL, &help), 1);
    assert_int_equal(help.set->pins[0].kind_live, 3);
    close_stage(&s);
}

static void the_last_failure_is_kept(void **state)
{
    struct stage s;

    (void)state;
    open_stage(&s, &(struct hpt_options){0});
    hpt_explain_failures(s.explainer);
    assert_null(hpt_last_failure(s.explainer));
    feed(s.tracker, SCATTERED "malloc: OUT OF MEMORY [200]\nmalloc: OUT OF MEMORY [93]\n"
                              "free:   0x20000098\n");
    assert_non_null(hpt_last_failure(s.explainer));
    assert_int_equal(hpt_last_failure(s.explainer)->failure.size, 93);
    assert_int_equal(hpt_last_failure(s.explainer)->event, 6);
    assert_int_equal(hpt_last_failure(s.explainer)->ways, 2);
    assert_int_equal(hpt_explain(s.explainer, hpt_state(s.tracker), &s.now), HPT_OK);
    assert_false(s.now.is_failure);
    assert_int_equal(s.now.failures, 2);
    close_stage(&s);
}

/* A device that loses 12 bytes every ten events, from 40000 free ones. */
static void leak(struct stage *s, unsigned leaks)
{
    char line[128];
    unsigned address = 0x20000004;

    feed(s->tracker, HEAP("0", "0x20000000", "0x20009c40", "40000"));
    for (unsigned i = 0; i < leaks; i++, address += 12) {
        (void)snprintf(line, sizeof line, "malloc: ALLOCATED: 8 [0x%x]\n", address);
        feed(s->tracker, line);
        for (unsigned k = 0; k < 5; k++) {
            (void)snprintf(line, sizeof line, "malloc: ALLOCATED: 36 [0x%x]\n", address + 12);
            feed(s->tracker, line);
            (void)snprintf(line, sizeof line, "free:   0x%x\n", address + 12);
            feed(s->tracker, line);
        }
    }
    assert_int_equal(hpt_explain(s->explainer, hpt_state(s->tracker), &s->now), HPT_OK);
}

static void a_leak_is_projected_to_its_end(void **state)
{
    /* trust: 148 */
    struct stage s;

    (void)state;
    open_stage(&s, &(struct hpt_options){0});
    leak(&s, 1000);
    const struct hpt_outlook *o = &s.now.outlook;
    assert_false(s.now.is_failure);
    assert_true(o->is_known && o->has_bounds && o->will_fail);
    assert_int_equal(o->asked, 36);
    assert_true(fabs(o->free.slope - -12.0 / 11) < 0.01);
    assert_true(fabs(o->live.slope - 8.0 / 11) < 0.01);
    /* 28000 bytes are left, less the block of 40 that comes and goes: a request of 36 fails when
     * fewer than 40 are free. */
    assert_true(fabs(o->events - (28000.0 - 40 - 36) * 11 / 12) < 300);
    assert_true(o->events_low <= o->events && o->events <= o->events_high);
    close_stage(&s);
}

static void without_a_leak_no_end_is_in_sight(void **state)
{
    /* trust: 148 */
    struct stage s;

    (void)state;
    open_stage(&s, &(struct hpt_options){0});
    feed(s.tracker, ONE);
    for (int i = 0; i < 500; i++)
        feed(s.tracker, "malloc: ALLOCATED: 36 [0x20000004]\nfree:   0x20000004\n");
    assert_int_equal(hpt_explain(s.explainer, hpt_state(s.tracker), &s.now), HPT_OK);
    assert_true(s.now.outlook.is_known);
    assert_false(s.now.outlook.will_fail);
    close_stage(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_figures_are_those_of_the_map),
        cmocka_unit_test(the_index_is_that_of_linux),
        cmocka_unit_test(a_pinning_block_has_its_story),
        cmocka_unit_test(kinds_are_told_apart_by_size_and_words),
        cmocka_unit_test(only_what_the_trace_supports_would_have_helped),
        cmocka_unit_test(a_kind_that_piles_up_is_told),
        cmocka_unit_test(the_last_failure_is_kept),
        cmocka_unit_test(a_leak_is_projected_to_its_end),
        cmocka_unit_test(without_a_leak_no_end_is_in_sight),
    };
    struct CMUnitTest causes[COUNT(rows)];

    for (size_t i = 0; i < COUNT(rows); i++)
        causes[i] = (struct CMUnitTest){.name = rows[i].name,
                                        .test_func = is_the_cause,
                                        .initial_state = (void *)(uintptr_t)&rows[i]};
    int failed = cmocka_run_group_tests_name("causes", causes, NULL, NULL);
    return failed + cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}

/* Failures that come again: what is explained in passing is what an explanation from scratch says,
 * and costs less. */
#include "written.h"

#include <stdio.h>

#define ONE                                                                                        \
    "HEAP 0: \nheap_start : 0x20000000\nheap_end   : 0x20000100\nheap_size  : 256\n[F:256] \n"     \
    "mb_total_free : 256\nmb_total_used : 0\n"
#define SCATTERED                                                                                  \
    ONE "radio on\nmalloc: ALLOCATED: 92 [0x20000004]\nmenu\n"                                     \
        "malloc: ALLOCATED: 48 [0x20000064]\nmalloc: ALLOCATED: 48 [0x20000098]\n"                 \
        "free:   0x20000004\n"
#define FAIL "malloc: OUT OF MEMORY [100]\n"

struct stage {
    struct hpt_tracker *tracker;
    struct hpt_explainer *explainer;
    uint64_t failures;
};

static void write_one(const struct hpt_explanation *e, struct written *w)
{
    struct hpt_out out = {.self = w, .write = write_text};

    w->size = 0;
    hpt_write_explanation(&out, e, &(struct hpt_log_options){0});
    hpt_write_explanation_json(&out, e, NULL);
}

static void on_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    static struct hpt_explanation now;
    static struct written in_passing, from_scratch;
    struct stage *s = self;

    if (event->kind != HPT_EVENT_FAIL)
        return;
    assert_int_equal(hpt_explain(s->explainer, state, &now), HPT_OK);
    write_one(hpt_last_failure(s->explainer), &in_passing);
    write_one(&now, &from_scratch);
    assert_string_equal(in_passing.text, from_scratch.text);
    s->failures++;
}

static void open_stage(struct stage *s)
{
    *s = (struct stage){hpt_tracker_new(&(struct hpt_options){0}, NULL), hpt_explainer_new(), 0};
    assert_non_null(s->tracker);
    assert_non_null(s->explainer);
    hpt_explain_failures(s->explainer);
    const struct hpt_observer hears = hpt_explainer_observer(s->explainer);
    assert_int_equal(hpt_observe(s->tracker, &hears), HPT_OK);
}

static void close_stage(struct stage *s)
{
    hpt_explainer_free(s->explainer);
    hpt_tracker_free(s->tracker);
}

/* What may come between two failures of the same request. */
static void one_that_comes_again_is_explained_as_from_scratch(void **state)
{
    /* trust: 147 */
    static const char *const between[] = {
        "",
        "trying again\n",
        "malloc: OUT OF MEMORY [0]\n",
        "malloc: OUT OF MEMORY [150]\n",
        "free:   0x20000064\n",
        "free:   0x20000064\nmalloc: ALLOCATED: 48 [0x20000064]\n",
        "free:   0\n",
        "free:   0x20000777\n",
        "malloc: ALLOCATED: 8 [0x20000004]\n",
        "malloc: ALLOCATED: 8 [0x20000010]\n",
        "malloc: ALLOCAXED: 8 [0x20000004]\n",
        "HEAP 0: \nheap_start : 0x20000000\nheap_end   : 0x20000100\nheap_size  : 256\n[F:96] "
        "[U:52] [U:52] [F:56] \nmb_total_free : 152\nmb_total_used : 104\n",
        "HEAP 0: \nheap_start : 0x20000000\nheap_end   : 0x20000100\nheap_size  : 256\n[U:96] "
        "[U:52] [U:52] [F:56] \nmb_total_free : 56\nmb_total_used : 200\n",
        SCATTERED,
    };

    (void)state;
    for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
        struct stage s;
        open_stage(&s);
        const struct hpt_observer checks = {.self = &s, .event = on_event};
        assert_int_equal(hpt_observe(s.tracker, &checks), HPT_OK);
        feed(s.tracker, SCATTERED FAIL);
        for (int k = 0; k < 3; k++) {
            feed(s.tracker, between[i]);
            feed(s.tracker, FAIL);
        }
        assert_true(s.failures >= 4);
        close_stage(&s);
    }
}

/* 4000 live blocks with holes between, and a request that none of them takes, 200 000 times: walks
 * over the blocks would take minutes; the test has its time limit. */
static void a_device_that_tries_on_and_on_costs_no_walks(void **state)
{
    /* trust: 147 */
    enum { BLOCKS = 4000, FAILURES = 200000, STEP = 24 };
    struct stage s;
    char line[256];

    (void)state;
    open_stage(&s);
    (void)snprintf(line, sizeof line,
                   "HEAP 0: \nheap_start : 0x20000000\nheap_end   : 0x%x\nheap_size  : %d\n"
                   "[F:%d] \nmb_total_free : %d\nmb_total_used : 0\n",
                   0x20000000u + 2 * BLOCKS * STEP, 2 * BLOCKS * STEP, 2 * BLOCKS * STEP,
                   2 * BLOCKS * STEP);
    feed(s.tracker, line);
    for (unsigned i = 0; i < 2 * BLOCKS; i++) {
        (void)snprintf(line, sizeof line, "malloc: ALLOCATED: 20 [0x%x]\n", 0x20000004u + i * STEP);
        feed(s.tracker, line);
    }
    for (unsigned i = 0; i < 2 * BLOCKS; i += 2) {
        (void)snprintf(line, sizeof line, "free:   0x%x\n", 0x20000004u + i * STEP);
        feed(s.tracker, line);
    }
    for (unsigned i = 0; i < FAILURES; i++)
        feed(s.tracker, FAIL);
    const struct hpt_explanation *e = hpt_last_failure(s.explainer);
    assert_int_equal(e->failures, FAILURES);
    assert_int_equal(e->ways, BLOCKS - 2);
    assert_int_equal(e->by_bytes[0].pins[0].age_events + e->by_bytes[0].pins[0].block.event,
                     e->event);
    close_stage(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_that_comes_again_is_explained_as_from_scratch),
        cmocka_unit_test(a_device_that_tries_on_and_on_costs_no_walks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

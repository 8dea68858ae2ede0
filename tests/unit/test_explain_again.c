/* Failures that come again: what is explained in passing is what an explanation from scratch says,
 * and costs less. */
#include "written.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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

/* A text that grows. */
struct log {
    char *text;
    size_t size, capacity;
};

__attribute__((format(printf, 2, 3))) static void say(struct log *l, const char *format, ...)
{
    va_list values;

    if (l->capacity - l->size < 128) {
        l->capacity = l->capacity * 2 + 4096;
        l->text = realloc(l->text, l->capacity);
        assert_non_null(l->text);
    }
    va_start(values, format);
    int size = vsnprintf(l->text + l->size, 128, format, values);
    va_end(values);
    assert_in_range(size, 1, 127);
    l->size += (size_t)size;
}

/* Every other of so many blocks is released; then again and again one comes, a request fails, and
 * it goes. */
static struct log log_of(unsigned blocks, unsigned failures)
{
    struct log l = {0};

    say(&l, "HEAP 0: \nheap_start : 0x20000000\nheap_end   : 0x%x\n", 0x20000000u + blocks * 24);
    say(&l, "heap_size  : %u\n", blocks * 24);
    say(&l, "[F:%u] \n", blocks * 24);
    for (unsigned i = 0; i < blocks; i++)
        say(&l, "malloc: ALLOCATED: 20 [0x%x]\n", 0x20000004u + i * 24);
    for (unsigned i = 0; i < blocks; i += 2)
        say(&l, "free:   0x%x\n", 0x20000004u + i * 24);
    for (unsigned i = 0; i < failures; i++) {
        say(&l, "malloc: ALLOCATED: %u [0x20000004]\n", 20 - i % 3);
        say(&l, "malloc: OUT OF MEMORY [%u]\nfree:   0x20000004\n", 100 + i % 37);
        say(&l, "round %u\n", i);
    }
    return l;
}

/* The last failure of the log, read in pieces of so many bytes; or, with 0, from scratch when it is
 * heard. */
static void read_log(struct stage *s, const struct log *l, size_t piece, struct written *w)
{
    struct hpt_str left = {l->text, l->size};

    open_stage(s);
    while (left.len > 0) {
        struct hpt_str part = {left.at, piece > 0 && piece < left.len ? piece : left.len};
        size_t size = piece > 0 ? hpt_explain_ahead(s->explainer, s->tracker, part, 0) : part.len;
        assert_in_range(size, 1, part.len);
        assert_int_equal(hpt_feed(s->tracker, left.at, size, 0, NULL), HPT_OK);
        left = (struct hpt_str){left.at + size, left.len - size};
    }
    assert_int_equal(hpt_end(s->tracker), HPT_OK);
    assert_non_null(hpt_last_failure(s->explainer));
    write_one(hpt_last_failure(s->explainer), w);
    close_stage(s);
}

static void read_ahead_the_last_failure_is_the_same(void **state)
{
    /* trust: 157 */
    static const size_t pieces[] = {1, 100, 1000, 1024, 5000, 60000, SIZE_MAX};
    static struct written whole, ahead;
    struct log l = log_of(400, 3000);
    struct stage s;

    (void)state;
    read_log(&s, &l, 0, &whole);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        read_log(&s, &l, pieces[i], &ahead);
        assert_string_equal(whole.text, ahead.text);
    }
    free(l.text);
}

/* Walks over 8000 blocks for each of 70 000 failures would take half a minute; the test has its
 * time limit. */
static void failures_with_changes_between_cost_no_walk_each(void **state)
{
    /* trust: 157 */
    static struct written ahead;
    struct log l = log_of(8000, 70000);
    struct stage s;

    (void)state;
    read_log(&s, &l, (size_t)64 * 1024, &ahead);
    free(l.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_that_comes_again_is_explained_as_from_scratch),
        cmocka_unit_test(a_device_that_tries_on_and_on_costs_no_walks),
        cmocka_unit_test(read_ahead_the_last_failure_is_the_same),
        cmocka_unit_test(failures_with_changes_between_cost_no_walk_each),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A budget beside a tracker, for the tests of budgets. */
#ifndef TESTS_BUDGET_H
#define TESTS_BUDGET_H

#include "test.h"

enum { MOST = 16 };

/* A pattern for "phase NAME": the name is what matches. */
static enum hpt_found find_phase(void *self, struct hpt_str text, size_t from,
                                 struct hpt_str *found)
{
    static const char word[] = "phase ";

    (void)self;
    (void)from;
    if (text.len <= sizeof word - 1 || memcmp(text.at, word, sizeof word - 1) != 0)
        return HPT_FOUND_NOT;
    *found = (struct hpt_str){text.at + sizeof word - 1, text.len - (sizeof word - 1)};
    return HPT_FOUND;
}

static const struct hpt_pattern phases = {.find = find_phase};

/* One run: a tracker, its budget and the findings. */
struct stage {
    struct hpt_tracker *tracker;
    struct hpt_budget *budget;
    struct hpt_finding findings[MOST];
};

static inline struct stage stage_open(const struct hpt_limit *limits, size_t count)
{
    static const char heap[] = "\nHEAP 0: \nheap_start : 0x20002000\nheap_end   : 0x20002400\n"
                               "heap_size  : 1024\n[F:1024] \nmb_total_free : 1024\n"
                               "mb_total_used : 0\n";
    const struct hpt_options options = {0};
    struct stage s = {.tracker = hpt_tracker_new(&options, NULL),
                      .budget = hpt_budget_new(limits, count, &phases, NULL)};

    assert_non_null(s.tracker);
    assert_non_null(s.budget);
    assert_int_equal(hpt_feed(s.tracker, heap, sizeof heap - 1, 0, NULL), HPT_OK);
    const struct hpt_observer observer = hpt_budget_observer(s.budget);
    assert_int_equal(hpt_observe(s.tracker, &observer), HPT_OK);
    return s;
}

static inline void judge(struct stage *s)
{
    assert_int_equal(hpt_end(s->tracker), HPT_OK);
    assert_int_equal(hpt_budget_judge(s->budget, s->findings), HPT_OK);
}

static inline void stage_close(struct stage *s)
{
    hpt_budget_free(s->budget);
    hpt_tracker_free(s->tracker);
}

static inline void run(struct stage *s, const struct hpt_limit *limits, size_t count,
                       const char *text)
{
    *s = stage_open(limits, count);
    feed(s->tracker, text);
    judge(s);
}

/* In 1024 bytes: a block takes its size rounded up to words, and a word of header. */
static const char trace[] = "malloc: ALLOCATED: 100 [0x20002004]\n"
                            "malloc: ALLOCATED: 200 [0x2000206c]\n"
                            "phase work\r\n"
                            "malloc: ALLOCATED: 300 [0x20002138]\n"
                            "free:   0x2000206c\n"
                            "phase rest\r\n"
                            "free:   0x20002138\n"
                            "phase work\r\n"
                            "malloc: ALLOCATED: 100 [0x2000206c]\n";

#endif

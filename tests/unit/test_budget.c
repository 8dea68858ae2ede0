/* Budgets: what a run measures, and where a limit breaks. */
#include "budget.h"

#include <stdio.h>
#include <stdlib.h>

static void a_limit_breaks_where_it_is_first_passed(void **state)
{
    const struct hpt_limit limits[] = {
        {.kind = HPT_LIMIT_MAX_USED, .value = 612},
        {.kind = HPT_LIMIT_MAX_USED, .value = 611},
        {.kind = HPT_LIMIT_MIN_LARGEST, .value = 408},
        {.kind = HPT_LIMIT_MIN_LARGEST, .value = 409},
        {.kind = HPT_LIMIT_MAX_FRAGMENTATION, .value = 34},
        {.kind = HPT_LIMIT_MAX_FRAGMENTATION, .value = 33},
    };
    struct stage s;

    (void)state;
    run(&s, limits, 6, trace);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(s.findings[i].judgement, i % 2 == 0 ? HPT_KEPT : HPT_BROKEN);
    assert_int_equal(s.findings[0].measured, 612); /* 104 + 204 + 304 */
    assert_int_equal(s.findings[1].first.event, 3);
    assert_int_equal(s.findings[1].first.line, 4 + 8);
    assert_int_equal(s.findings[2].measured, 408); /* 1024 - 612, and a header */
    assert_int_equal(s.findings[3].first.event, 3);
    assert_int_equal(s.findings[4].measured, 34); /* 616 are free, one takes 408: 33.8 percent */
    assert_int_equal(s.findings[5].first.event, 4);
    stage_close(&s);
}

static void a_limit_of_a_phase_holds_in_it_alone(void **state)
{
    /* trust: 124 */
    const struct hpt_limit limits[] = {
        {.kind = HPT_LIMIT_MAX_USED, .value = 308, .phase = HPT_PHASE_START},
        {.kind = HPT_LIMIT_MAX_USED, .value = 308, .phase = "work"},
        {.kind = HPT_LIMIT_MAX_USED, .value = 407, .phase = "rest"},
        {.kind = HPT_LIMIT_MAX_USED, .value = 408, .phase = "rest"},
        {.kind = HPT_LIMIT_MAX_USED, .value = 9999, .phase = "never"},
    };
    struct stage s;

    (void)state;
    run(&s, limits, 5, trace);
    assert_int_equal(s.findings[0].judgement, HPT_KEPT);
    assert_int_equal(s.findings[1].judgement, HPT_BROKEN);
    assert_int_equal(s.findings[1].first.event, 3);
    assert_int_equal(s.findings[2].judgement, HPT_BROKEN); /* it begins with 408 */
    assert_int_equal(s.findings[3].judgement, HPT_KEPT);
    assert_int_equal(s.findings[4].judgement, HPT_NO_PHASE);
    assert_int_equal(hpt_budget_phases(s.budget), 4);
    assert_string_equal(hpt_budget_phase(s.budget, 2).name, "work");
    assert_int_equal(hpt_budget_phase(s.budget, 2).used, 612);
    assert_int_equal(hpt_budget_phase(s.budget, 3).used, 408);
    assert_int_equal(hpt_budget_phase(s.budget, 0).used, 612);
    stage_close(&s);
}

static void failures_and_errors_are_counted(void **state)
{
    const struct hpt_limit limits[] = {{.kind = HPT_LIMIT_NO_FAILURES},
                                       {.kind = HPT_LIMIT_NO_ERRORS}};
    struct stage s;

    (void)state;
    run(&s, limits, 2,
        "malloc: ALLOCATED: 100 [0x20002004]\nmalloc: OUT OF MEMORY [2000]\n"
        "free:   0x20002004\nfree:   0x20002004\nfree:   0x20002004\n");
    assert_int_equal(s.findings[0].judgement, HPT_BROKEN);
    assert_int_equal(s.findings[0].measured, 1);
    assert_int_equal(s.findings[0].event.size, 2000);
    assert_int_equal(s.findings[1].judgement, HPT_BROKEN);
    assert_int_equal(s.findings[1].measured, 2);
    assert_int_equal(s.findings[1].first.event, 4);
    assert_int_equal(s.findings[1].event.warning, HPT_WARN_FREE_TWICE);
    stage_close(&s);
}

/* A fatal error and the boot after it are one. */
static void a_stop_and_its_restart_are_one(void **state)
{
    static const char stop[] = "#m:0x20002008;0x1-10\n++ MbedOS Error Info ++\r\n";
    static const char boot[] = "#m:0x20002008;0x1-10\n#m:0x20002020;0x2-10\n#m:0x20002038;0x3-10\n"
                               "#m:0x20002050;0x4-10\n#m:0x20002068;0x5-10\n#m:0x20002080;0x6-10\n";
    const struct hpt_limit limits[] = {{.kind = HPT_LIMIT_ALLOW_RESTARTS, .value = 0},
                                       {.kind = HPT_LIMIT_ALLOW_RESTARTS, .value = 1}};
    struct stage s = stage_open(limits, 2);

    (void)state;
    feed(s.tracker, stop);
    feed(s.tracker, boot);
    judge(&s);
    assert_int_equal(hpt_state(s.tracker)->run, 2);
    assert_int_equal(s.findings[0].judgement, HPT_BROKEN);
    assert_int_equal(s.findings[0].measured, 1);
    assert_string_equal(s.findings[0].text, "++ MbedOS Error Info ++");
    assert_int_equal(s.findings[1].judgement, HPT_KEPT);
    stage_close(&s);
}

static void without_bounds_nothing_is_said_of_the_largest(void **state)
{
    /* trust: 124 */
    const struct hpt_limit limits[] = {{.kind = HPT_LIMIT_MIN_LARGEST, .value = 1},
                                       {.kind = HPT_LIMIT_MAX_FRAGMENTATION, .value = 100},
                                       {.kind = HPT_LIMIT_MAX_USED, .value = 9999}};
    struct stage s = {.tracker = hpt_tracker_new(&(struct hpt_options){0}, NULL),
                      .budget = hpt_budget_new(limits, 3, NULL, NULL)};

    (void)state;
    const struct hpt_observer observer = hpt_budget_observer(s.budget);
    assert_int_equal(hpt_observe(s.tracker, &observer), HPT_OK);
    feed(s.tracker, "malloc: ALLOCATED: 100 [0x20002004]\nphase x\n");
    judge(&s);
    assert_int_equal(s.findings[0].judgement, HPT_UNJUDGED);
    assert_int_equal(s.findings[1].judgement, HPT_UNJUDGED);
    assert_int_equal(s.findings[2].judgement, HPT_KEPT);
    assert_int_equal(hpt_budget_phases(s.budget), 1);
    stage_close(&s);
}

/* The same figures the long way: over all blocks after each event. */
struct naive {
    uint64_t used, site;
    uint64_t largest;
};

static void walk_blocks(void *self, const struct hpt_event *e, const struct hpt_state *state)
{
    struct naive *n = self;
    uint64_t used = 0, site = 0, largest = 0;

    (void)e;
    for (size_t i = 0; i < state->heap_count; i++) {
        const struct hpt_heap *h = &state->heaps[i];
        struct hpt_block b;
        if (h->native)
            continue;
        for (uint64_t at = h->start; hpt_heap_block(h, at, &b); at = b.header + b.size) {
            used += b.state != HPT_BLOCK_FREE ? b.size : 0;
            site += b.state == HPT_BLOCK_USED && b.seen && b.requested == 16 ? 16 : 0;
            if (b.state == HPT_BLOCK_FREE && b.requested > largest)
                largest = b.requested;
        }
    }
    n->used = used > n->used ? used : n->used;
    n->site = site > n->site ? site : n->site;
    n->largest = largest < n->largest ? largest : n->largest;
}

static char *read_capture(const char *name, size_t *size)
{
    char path[512];
    char *bytes = malloc(1 << 20);

    (void)snprintf(path, sizeof path, "%s/%s.log", CAPTURES, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_non_null(bytes);
    *size = fread(bytes, 1, 1 << 20, file);
    assert_int_equal(fclose(file), 0);
    return bytes;
}

static void the_worst_is_that_of_a_walk_over_all_blocks(void **state)
{
    /* trust: 122 */
    static const char *const names[] = {"v1-badge-normal", "v1-badge-oom", "v1-corners"};
    const struct hpt_limit limits[] = {{.kind = HPT_LIMIT_MAX_USED},
                                       {.kind = HPT_LIMIT_MAX_SITE, .name = "16"},
                                       {.kind = HPT_LIMIT_MIN_LARGEST}};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct naive n = {.largest = UINT64_MAX};
        struct stage s = {.tracker = hpt_tracker_new(&(struct hpt_options){0}, NULL),
                          .budget = hpt_budget_new(limits, 3, NULL, NULL)};
        const struct hpt_observer observer = hpt_budget_observer(s.budget),
                                  walk = {.self = &n, .event = walk_blocks};
        size_t size;
        char *bytes = read_capture(names[i], &size);
        assert_int_equal(hpt_observe(s.tracker, &observer), HPT_OK);
        assert_int_equal(hpt_observe(s.tracker, &walk), HPT_OK);
        assert_int_equal(hpt_feed(s.tracker, bytes, size, 0, NULL), HPT_OK);
        judge(&s);
        assert_true(n.used > 0 && n.site > 0);
        assert_int_equal(s.findings[0].measured, n.used);
        assert_int_equal(s.findings[1].measured, n.site);
        assert_int_equal(s.findings[2].measured, n.largest);
        free(bytes);
        stage_close(&s);
    }
}

/* What is judged must not depend on how the bytes came. */
static void however_it_is_cut_the_findings_are_the_same(void **state)
{
    /* trust: 121 */
    static const char *const names[] = {"v1-badge-resets", "v1-badge-isr", "v1-badge-oom",
                                        "v1-badge-doublefree"};
    static const size_t pieces[] = {1, 7, 61, 4096};
    const struct hpt_limit limits[] = {
        {.kind = HPT_LIMIT_MAX_USED, .value = 3000},
        {.kind = HPT_LIMIT_MIN_LARGEST, .value = 3000},
        {.kind = HPT_LIMIT_MAX_FRAGMENTATION, .value = 10},
        {.kind = HPT_LIMIT_MAX_SITE, .value = 40, .name = "16"},
        {.kind = HPT_LIMIT_NO_FAILURES},
        {.kind = HPT_LIMIT_NO_ERRORS},
        {.kind = HPT_LIMIT_ALLOW_RESTARTS, .value = 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct hpt_finding whole[MOST];
        size_t size;
        char *bytes = read_capture(names[i], &size);
        for (size_t p = 0; p <= sizeof pieces / sizeof *pieces; p++) {
            size_t most = p == 0 ? size : pieces[p - 1];
            struct stage s = {.tracker = hpt_tracker_new(&(struct hpt_options){0}, NULL),
                              .budget = hpt_budget_new(limits, 7, NULL, NULL)};
            const struct hpt_observer observer = hpt_budget_observer(s.budget);
            assert_int_equal(hpt_observe(s.tracker, &observer), HPT_OK);
            for (size_t at = 0; at < size; at += most)
                assert_int_equal(
                    hpt_feed(s.tracker, bytes + at, size - at < most ? size - at : most, 0, NULL),
                    HPT_OK);
            judge(&s);
            for (size_t n = 0; n < 7; n++) {
                if (p == 0)
                    whole[n] = s.findings[n];
                assert_int_equal(whole[n].judgement, s.findings[n].judgement);
                assert_int_equal(whole[n].measured, s.findings[n].measured);
                assert_memory_equal(&whole[n].first, &s.findings[n].first, sizeof whole[n].first);
                assert_memory_equal(&whole[n].worst, &s.findings[n].worst, sizeof whole[n].worst);
                assert_string_equal(whole[n].text, s.findings[n].text);
            }
            stage_close(&s);
        }
        free(bytes);
    }
}

static void the_more_phases_than_are_kept_cost_nothing(void **state)
{
    struct stage s = stage_open(NULL, 0);

    (void)state;
    for (unsigned i = 0; i < 5000; i++) {
        char line[40];
        (void)snprintf(line, sizeof line, "phase %u\n", i);
        feed(s.tracker, line);
    }
    judge(&s);
    assert_in_range(hpt_budget_phases(s.budget), 2, 1000);
    stage_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_limit_breaks_where_it_is_first_passed),
        cmocka_unit_test(a_limit_of_a_phase_holds_in_it_alone),
        cmocka_unit_test(failures_and_errors_are_counted),
        cmocka_unit_test(a_stop_and_its_restart_are_one),
        cmocka_unit_test(without_bounds_nothing_is_said_of_the_largest),
        cmocka_unit_test(the_worst_is_that_of_a_walk_over_all_blocks),
        cmocka_unit_test(however_it_is_cut_the_findings_are_the_same),
        cmocka_unit_test(the_more_phases_than_are_kept_cost_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

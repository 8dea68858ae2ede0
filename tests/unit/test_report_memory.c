/* A report without memory: whichever allocation fails, there is no report and nothing is lost. */
#include "refused.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

static enum hpt_found find(void *self, struct hpt_str text, size_t from, struct hpt_str *found)
{
    (void)self;
    *found = (struct hpt_str){text.at + from, 1};
    return HPT_FOUND;
}

/* Enough for growth, a restart, marks, failures and a peak that is left. */
static enum hpt_status feed_all(struct hpt_tracker *t)
{
    char line[96];
    enum hpt_status status = HPT_OK;

    for (int run = 0; run < 2; run++) {
        static const char head[] = "HEAP 0: \nheap_start : 0x20002790\nheap_end   : 0x20003800\n";
        status = status == HPT_OK ? hpt_feed(t, head, sizeof head - 1, 0, NULL) : status;
        for (unsigned i = 0; i < 40 && status == HPT_OK; i++) {
            int size = snprintf(line, sizeof line, "step %u\nmalloc: ALLOCATED: %u [0x%x]\n", i,
                                i % 7 * 4, 0x20002794 + i * 32);
            status = hpt_feed(t, line, (size_t)size, 0, NULL);
        }
        for (unsigned i = 0; i < 20 && status == HPT_OK; i++) {
            int size = snprintf(line, sizeof line, "free:   0x%x\nmalloc: OUT OF MEMORY [%u]\n",
                                0x20002794 + i * 32, 9000 + i);
            status = hpt_feed(t, line, (size_t)size, 0, NULL);
        }
    }
    return status == HPT_OK ? hpt_end(t) : status;
}

/* With the n-th allocation of the reporter and all after it refused; true when there was a report.
 */
static bool reports(long n, bool *is_asked)
{
    struct hpt_tracker *t = hpt_tracker_new(&(struct hpt_options){0}, NULL);

    assert_non_null(t);
    left = n;
    struct hpt_reporter *r = hpt_reporter_new(&(struct hpt_report_options){.mark = {.find = find}});
    enum hpt_status status = HPT_ERR_MEMORY;
    if (r != NULL) {
        const struct hpt_observer observer = hpt_reporter_observer(r);
        assert_int_equal(hpt_observe(t, &observer), HPT_OK);
        status = feed_all(t);
    }
    if (status == HPT_OK)
        status = hpt_reporter_end(r, hpt_state(t));
    *is_asked = left == 0;
    left = -1;
    assert_true(status == HPT_OK || status == HPT_ERR_MEMORY);
    bool has_report = status == HPT_OK && hpt_reporter_report(r) != NULL;
    assert_int_equal(has_report, status == HPT_OK);
    hpt_reporter_free(r);
    hpt_tracker_free(t);
    return has_report;
}

static void without_memory_there_is_no_report(void **state)
{
    long refused = 0;
    bool is_asked = true;

    (void)state;
    for (long n = 0; is_asked; n++) {
        assert_true(n < 5000);
        bool has_report = reports(n, &is_asked);
        refused += !has_report;
    }
    assert_true(refused > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(without_memory_there_is_no_report)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

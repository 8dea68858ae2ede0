/* What a report says, against a straightforward reckoning of the same events. */
#include "capture.h"

#include "analysis/curve.h"
#include "analysis/growth.h"
#include "analysis/holes.h"

#include <math.h>
#include <stdlib.h>

/* The naive way: all events are kept, and every figure is a loop over them. */
enum { NAIVE_EVENTS = 20000 };

struct naive_event {
    uint64_t number, run, live_bytes, live_blocks, largest, free_bytes;
    uint64_t come, come_size, gone; /* addresses; 0: none */
    uint64_t caller;
    bool fails, low_known;
};

struct stage {
    struct hpt_tracker *tracker;
    struct hpt_reporter *reporter;
    struct naive_event *events;
    size_t count;
};

static void on_event(void *self, const struct hpt_event *e, const struct hpt_state *s)
{
    struct stage *t = self;

    assert_true(t->count < NAIVE_EVENTS);
    t->events[t->count++] = (struct naive_event){
        .number = e->number,
        .run = e->run,
        .live_bytes = s->live_bytes,
        .live_blocks = s->live_blocks,
        .largest = s->largest_allocatable,
        .free_bytes = s->free_bytes,
        .come = e->kind == HPT_EVENT_ALLOC || e->kind == HPT_EVENT_RESIZE ? e->address : 0,
        .come_size = e->size,
        .gone = e->kind == HPT_EVENT_FREE     ? e->address
                : e->kind == HPT_EVENT_RESIZE ? e->old_address
                                              : 0,
        .caller = e->caller,
        .fails = e->kind == HPT_EVENT_FAIL,
        .low_known = s->low_event != 0};
}

static void stage_open(struct stage *t, const struct hpt_report_options *options)
{
    *t = (struct stage){.tracker = hpt_tracker_new(&(struct hpt_options){0}, NULL),
                        .reporter = hpt_reporter_new(options),
                        .events = calloc(NAIVE_EVENTS, sizeof *t->events)};
    assert_true(t->tracker != NULL && t->reporter != NULL && t->events != NULL);
    const struct hpt_observer observer = hpt_reporter_observer(t->reporter);
    assert_int_equal(hpt_observe(t->tracker, &observer), HPT_OK);
    assert_int_equal(hpt_observe(t->tracker, &(struct hpt_observer){.self = t, .event = on_event}),
                     HPT_OK);
}

static const struct hpt_report *stage_end(struct stage *t)
{
    assert_int_equal(hpt_end(t->tracker), HPT_OK);
    assert_int_equal(hpt_reporter_end(t->reporter, hpt_state(t->tracker)), HPT_OK);
    return hpt_reporter_report(t->reporter);
}

static void stage_close(struct stage *t)
{
    hpt_reporter_free(t->reporter);
    hpt_tracker_free(t->tracker);
    free(t->events);
}

static const char *const captures[] = {
    "v1-corners",       "v1-badge-normal",     "v1-badge-oom",
    "v1-badge-late",    "v1-badge-heapprint",  "v1-badge-doublefree",
    "v1-badge-overrun", "mbed-greenhouse-oom", "mbed-greenhouse-normal"};

static void the_peak_is_what_all_events_say(const struct stage *t, const struct hpt_report *r)
{
    uint64_t peak = 0, peak_event = 0, low = UINT64_MAX, low_free = UINT64_MAX;

    for (size_t i = 0; i < t->count; i++) {
        const struct naive_event *e = &t->events[i];
        if (e->live_bytes > peak) {
            peak = e->live_bytes;
            peak_event = e->number;
        }
        if (e->low_known && e->largest < low)
            low = e->largest;
        if (e->low_known && e->free_bytes < low_free)
            low_free = e->free_bytes;
    }
    assert_int_equal(r->peak_bytes, peak);
    assert_int_equal(r->peak.event, peak_event);
    assert_int_equal(r->low_known, low != UINT64_MAX);
    if (r->low_known)
        assert_true(r->low_largest == low && r->low_free == low_free);
}

/* The blocks that live after the event `last`: found by going back from it. */
static void the_peak_has_its_blocks(const struct stage *t, const struct hpt_report *r)
{
    uint64_t bytes = 0, by_sites = 0, blocks = 0;

    for (size_t i = 0; i < r->peak_held_count; i++) {
        const struct hpt_peak_block *b = &r->peak_held[i];
        bytes += b->requested;
        assert_true(b->site < r->site_count);
        bool is_made = false, is_gone = false;
        for (size_t k = 0; k < t->count && t->events[k].number <= r->peak.event; k++) {
            const struct naive_event *e = &t->events[k];
            if (e->gone == b->address && e->number > b->event)
                is_gone = true;
            if (e->number == b->event) {
                is_made = e->come == b->address && e->come_size == b->requested;
                const struct hpt_site *s = &r->sites[b->site];
                assert_true(e->caller != 0 ? s->caller == e->caller : s->size == e->come_size);
            }
        }
        assert_true(is_made && !is_gone);
    }
    for (size_t i = 0; i < r->site_count; i++) {
        by_sites += r->sites[i].peak_bytes;
        blocks += r->sites[i].peak_blocks;
    }
    assert_int_equal(bytes, r->peak_bytes);
    assert_int_equal(by_sites, r->peak_bytes);
    assert_int_equal(blocks, r->peak_blocks);
    assert_int_equal(r->peak_held_count, r->peak_blocks);
    assert_int_equal(r->peak_unnamed_bytes, 0);
}

static void sites_are_what_all_events_say(const struct stage *t, const struct hpt_report *r)
{
    uint64_t live = 0, bytes = 0, failures = 0, wanted_bytes = 0, wanted_failures = 0;

    for (size_t i = 0; i < r->site_count; i++) {
        const struct hpt_site *s = &r->sites[i];
        assert_int_equal(s->allocations - s->releases + s->before_blocks, s->live_blocks);
        assert_true(s->most_bytes >= s->peak_bytes && s->most_bytes >= s->live_bytes);
        assert_true(s->temporaries[0] <= s->temporaries[1] && s->temporaries[1] <= s->releases);
        assert_int_equal(s->live.points[s->live.count - 1].last, s->live_bytes);
        live += s->live_bytes;
        bytes += s->bytes;
        failures += s->failures;
    }
    for (size_t i = 0; i < t->count; i++) {
        wanted_bytes += t->events[i].come != 0 ? t->events[i].come_size : 0;
        wanted_failures += t->events[i].fails;
    }
    assert_int_equal(live, t->events[t->count - 1].live_bytes);
    assert_int_equal(bytes, wanted_bytes);
    assert_int_equal(failures, wanted_failures);
    assert_int_equal(r->run->failures, wanted_failures);
}

/* Every part of a curve has the least, the most and the last of its events, and of what the figure
 * was when the part began. */
static void curves_are_what_all_events_say(const struct stage *t, const struct hpt_report *r)
{
    const struct hpt_curve *c = &r->live;
    size_t part = 0;
    uint64_t last = t->events[0].live_bytes;

    for (size_t i = 0; i < t->count; part++) {
        uint64_t end = c->first + (part + 1) * c->step;
        uint64_t least = last, most = last;
        for (; i < t->count && t->events[i].number < end; i++) {
            last = t->events[i].live_bytes;
            least = last < least ? last : least;
            most = last > most ? last : most;
        }
        assert_true(part < c->count);
        assert_int_equal(c->points[part].least, least);
        assert_int_equal(c->points[part].most, most);
        assert_int_equal(c->points[part].last, last);
    }
    assert_int_equal(part, c->count);
}

/* trust: 102 */
static void figures_are_those_of_all_events(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof captures / sizeof *captures; i++) {
        struct stage t;
        stage_open(&t, &(struct hpt_report_options){0});
        capture_feed(t.tracker, captures[i], 4096);
        const struct hpt_report *r = stage_end(&t);
        assert_non_null(r);
        the_peak_is_what_all_events_say(&t, r);
        the_peak_has_its_blocks(&t, r);
        sites_are_what_all_events_say(&t, r);
        curves_are_what_all_events_say(&t, r);
        stage_close(&t);
    }
}

/* E1 and E2 by their definitions, on the map of the end. */
static void holes_are_those_of_the_map(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof captures / sizeof *captures; i++) {
        struct stage t;
        double f[4096], sum = 0, squares = 0, largest;
        size_t count = 0;
        struct hpt_block b;
        stage_open(&t, &(struct hpt_report_options){0});
        capture_feed(t.tracker, captures[i], 4096);
        const struct hpt_report *r = stage_end(&t);
        const struct hpt_state *s = hpt_state(t.tracker);
        const struct hpt_fragmentation *last = &r->fragmentation[r->fragmentation_count - 1];
        double usable = 0;
        for (size_t h = 0; h < s->heap_count; h++)
            for (uint64_t at = s->heaps[h].start; hpt_heap_block(&s->heaps[h], at, &b);
                 at = b.header + b.size)
                if (b.state == HPT_BLOCK_FREE) {
                    f[count++] = (double)b.size;
                    usable += b.requested >= last->sizes[1] ? (double)b.size : 0;
                }
        for (size_t k = 0; k < count; k++) {
            sum += f[k];
            squares += f[k] * f[k];
        }
        assert_int_equal(last->holes, count);
        assert_int_equal(last->free_bytes, (uint64_t)sum);
        assert_true(sum > 0);
        largest = (double)s->largest_allocatable;
        assert_true(fabs(last->e1 - (1 - largest / sum)) < 1e-12);
        assert_true(fabs(last->e2 - (1 - sqrt(squares) / sum)) < 1e-12);
        assert_true(fabs(last->usable[1] - usable / sum) < 1e-12);
        stage_close(&t);
    }
}

/* The whole report as text, to compare. */
struct sink {
    size_t size;
    char text[65536];
};

static bool sink_write(void *self, const char *bytes, size_t size)
{
    struct sink *s = self;

    assert_true(s->size + size < sizeof s->text);
    memcpy(s->text + s->size, bytes, size);
    s->size += size;
    s->text[s->size] = '\0';
    return true;
}

static void report_text(struct sink *sink, const char *capture, size_t piece,
                        const struct hpt_report_options *options)
{
    struct stage t;
    struct hpt_out out = {.self = sink, .write = sink_write};

    sink->size = 0;
    stage_open(&t, options);
    capture_feed(t.tracker, capture, piece);
    hpt_write_report(&out, stage_end(&t), &(struct hpt_report_view){0});
    stage_close(&t);
}

/* trust: 105 */
static void pieces_of_any_size_give_the_same(void **state)
{
    static struct sink a, b;
    static const char *const names[] = {"v1-badge-resets", "v1-badge-isr", "mbed-greenhouse-oom"};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        report_text(&a, names[i], 4096, &(struct hpt_report_options){0});
        report_text(&b, names[i], 7, &(struct hpt_report_options){0});
        assert_string_equal(a.text, b.text);
    }
}

static size_t rows_of_first_screen(const char *text)
{
    size_t rows = 0, columns = 0;

    for (const char *c = text; strncmp(c, "\nPeak\n", 6) != 0 && strncmp(c, "\nRuns", 5) != 0;
         c++) {
        rows += *c == '\n';
        columns = *c == '\n' ? 0 : columns + (((unsigned char)*c & 0xc0) != 0x80);
        assert_true(columns <= 80);
    }
    return rows;
}

/* trust: 106 */
static void the_first_screen_fits(void **state)
{
    static struct sink sink;

    (void)state;
    for (size_t i = 0; i < sizeof captures / sizeof *captures; i++) {
        report_text(&sink, captures[i], 4096, &(struct hpt_report_options){0});
        size_t rows = rows_of_first_screen(sink.text);
        assert_true(rows >= 10 && rows <= 24);
    }
}

/* `sites[i]` is the i-th leak: a caller, or a size. */
static void check_leaks(const char *capture, const uint64_t *sites, size_t count, bool by_caller)
{
    struct stage t;

    stage_open(&t, &(struct hpt_report_options){0});
    capture_feed(t.tracker, capture, 4096);
    const struct hpt_report *r = stage_end(&t);
    assert_int_equal(r->leak_count, count);
    for (size_t i = 0; i < count; i++) {
        const struct hpt_site *s = &r->sites[r->leaks[i]];
        assert_int_equal(by_caller ? s->caller : s->size, sites[i]);
        assert_true(s->growth.low > 0 && s->growth.p < 0.001);
        assert_true(s->growth.low <= s->growth.slope && s->growth.slope <= s->growth.high);
    }
    stage_close(&t);
}

/* The firmware's planted leaks: alarm_raise makes an alarm (0x1b9) and its text (strdup, 0x1d07),
 * session_open a Session (0xb7). The badge's history only grows: entries of 16 bytes, their nodes
 * of 10, and strings of 31 bytes at every fourth. */
/* trust: 103 */
static void planted_leaks_come_first_and_nothing_else(void **state)
{
    static const uint64_t callers[] = {0x1b9, 0x1d07, 0xb7}, sizes[] = {16, 10, 31};

    (void)state;
    check_leaks("mbed-greenhouse-oom", callers, 3, true);
    check_leaks("mbed-greenhouse-normal", callers, 3, true);
    check_leaks("v1-badge-oom", sizes, 3, false);
    check_leaks("v1-badge-normal", sizes, 3, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_those_of_all_events),
        cmocka_unit_test(holes_are_those_of_the_map),
        cmocka_unit_test(pieces_of_any_size_give_the_same),
        cmocka_unit_test(the_first_screen_fits),
        cmocka_unit_test(planted_leaks_come_first_and_nothing_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

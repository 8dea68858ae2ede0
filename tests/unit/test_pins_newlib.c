/* The pinning blocks under full newlib, and how much heap is missing, against a naive device: what
 * would be served is found by releasing every set of its live blocks, and by making its heap
 * longer.
 */
#include "test.h"

#include "pin_costs.h"

#include "analysis/pins.h"
#include "model/naive.h"
#include "model/naive_bins.h"

#include <stdlib.h>

enum { LIVE_MOST = 10, HEAPS = 3000, STEPS_MOST = 60, TEXT = 256 };

/* The device, what it did, and the library that hears of it. */
struct bench {
    struct naive device;
    struct hpt_tracker *tracker;
    struct action {
        bool is_alloc;
        uint32_t value; /* bytes, or which live block is released */
    } actions[STEPS_MOST];
    size_t count;
};

static void act(struct naive *n, const struct action *a, char line[NAIVE_LINE])
{
    if (a->is_alloc)
        naive_alloc(n, a->value, line);
    else
        naive_free(n, a->value, line);
}

static const struct naive_rules *newlib(void)
{
    for (size_t i = 0; i < naive_rules_count; i++)
        if (naive_rules[i].bins)
            return &naive_rules[i];
    fail_msg("the naive device has no full newlib");
    return NULL;
}

static void open_bench(struct bench *b, uint32_t heap)
{
    char text[TEXT];
    const struct hpt_options options = {.allocator = "newlib",
                                        .heap_given = true,
                                        .heap_start = NAIVE_START,
                                        .heap_size = heap,
                                        .check = true};

    b->count = 0;
    naive_init(&b->device, newlib(), heap, text, sizeof text);
    b->tracker = hpt_tracker_new(&options, NULL);
    assert_non_null(b->tracker);
}

static void step(struct bench *b, struct action a)
{
    char line[NAIVE_LINE];

    b->actions[b->count++] = a;
    act(&b->device, &a, line);
    assert_int_equal(hpt_feed(b->tracker, line, strlen(line), 0, NULL), HPT_OK);
}

/* Sizes that leave some blocks in a page, so that the heap is full with few of them. */
static void churn(struct bench *b, uint64_t *seed)
{
    size_t steps = 5 + below(seed, STEPS_MOST - 5);
    uint32_t most = 8 + below(seed, b->device.heap / 6);

    if (below(seed, 2) == 0) { /* one large block at the start, which makes way for small ones */
        step(b, (struct action){.is_alloc = true, .value = below(seed, b->device.heap)});
        if (b->device.live_count > 0)
            step(b, (struct action){.value = 0});
    }
    while (b->count < steps) {
        if (b->device.live_count > 0 && (b->device.live_count == LIVE_MOST || below(seed, 5) < 2))
            step(b, (struct action){.value = below(seed, (uint32_t)b->device.live_count)});
        else
            step(b, (struct action){.is_alloc = true, .value = below(seed, most)});
    }
}

/* Would the device serve it after the blocks of `gone` were released? */
static bool serves_without(const struct naive *n, uint32_t request, unsigned gone)
{
    static struct naive copy;

    copy.rules = n->rules;
    copy.heap = n->heap;
    copy.clock = n->clock;
    copy.brk = n->brk;
    copy.count = n->count;
    memcpy(copy.chunks, n->chunks, n->count * sizeof *n->chunks);
    for (size_t i = 0; i < n->live_count; i++)
        if ((gone >> i & 1u) != 0)
            bins_free(&copy, n->live[i]);
    return bins_serve(&copy, request);
}

/* What the map counts for a live block of the device. */
static uint64_t occupied(const struct naive *n, size_t which)
{
    uint32_t at = 0;
    size_t i = 0;

    for (; at < n->live[which]; i++)
        at += n->chunks[i].size;
    return n->chunks[i].size;
}

/* The sets of which no block can be left out. */
static size_t minimal_sets(const struct naive *n, uint32_t request,
                           struct cost costs[1 << LIVE_MOST])
{
    size_t count = 0;

    for (unsigned gone = 1; gone < 1u << n->live_count; gone++) {
        bool is_minimal = serves_without(n, request, gone);
        struct cost c = {0};
        for (size_t i = 0; i < n->live_count && is_minimal; i++) {
            if ((gone >> i & 1u) == 0)
                continue;
            c.bytes += occupied(n, i);
            c.blocks++;
            is_minimal = !serves_without(n, request, gone & ~(1u << i));
        }
        if (is_minimal)
            costs[count++] = c;
    }
    return count;
}

/* True if there were sets to compare. */
static bool compare_sets(const struct bench *b, uint32_t request)
{
    static struct cost costs[1 << LIVE_MOST];
    struct pin_way ways[HPT_PIN_SETS];
    struct pins pins = {0};
    size_t count = minimal_sets(&b->device, request, costs);

    qsort(costs, count, sizeof *costs, by_bytes);
    assert_int_equal(pins_find(&pins, hpt_state(b->tracker), request), HPT_OK);
    assert_int_equal(pins.way_count, count);
    size_t found = pins_cheapest(&pins, PIN_BY_BYTES, HPT_PIN_SETS, ways);
    for (size_t i = 0; i < found; i++) {
        assert_int_equal(pins_bytes(&pins, ways[i]), costs[i].bytes);
        assert_int_equal(pins_blocks(ways[i]), costs[i].blocks);
    }
    pins_release(&pins);
    return count > 0;
}

/* Would a device with a heap of so many bytes, which did all the same, serve the request? */
static bool serves_with(const struct bench *b, uint32_t heap, uint32_t request)
{
    static struct naive longer;
    char text[TEXT];
    char line[NAIVE_LINE];

    naive_init(&longer, newlib(), heap, text, sizeof text);
    for (size_t i = 0; i < b->count; i++)
        act(&longer, &b->actions[i], line);
    return bins_serve(&longer, request);
}

static uint32_t failing_request(const struct bench *b, uint64_t *seed)
{
    uint32_t largest = naive_largest(&b->device);

    assert_int_equal(hpt_state(b->tracker)->largest_allocatable, largest);
    return largest + 1 + below(seed, 1 + below(seed, b->device.heap));
}

static void the_sets_are_those_of_brute_force(void **state)
{
    /* trust: 143 */
    static struct bench b;
    uint64_t seed = 99;
    size_t compared = 0;

    (void)state;
    for (int i = 0; i < HEAPS; i++) {
        open_bench(&b, 64 + 4 * below(&seed, i % 2 == 0 ? 500 : 3500));
        churn(&b, &seed);
        assert_null(hpt_check(b.tracker));
        compared += compare_sets(&b, failing_request(&b, &seed));
        hpt_tracker_free(b.tracker);
    }
    assert_true(compared > HEAPS / 4);
}

/* While nothing has failed a longer heap has the same blocks in the same places. */
static void so_much_heap_is_missing(void **state)
{
    /* trust: 144 */
    static struct bench b;
    uint64_t seed = 1234;
    size_t compared = 0;

    (void)state;
    for (int i = 0; i < HEAPS; i++) {
        open_bench(&b, 64 + 4 * below(&seed, i % 2 == 0 ? 500 : 3500));
        churn(&b, &seed);
        uint32_t request = failing_request(&b, &seed);
        const struct hpt_state *s = hpt_state(b.tracker);
        if (s->failures == 0 && s->event > 0) {
            uint64_t missing = hpt_heap_shortfall(&s->heaps[0], request);
            uint32_t heap = b.device.heap + (uint32_t)missing;
            assert_true(missing > 0);
            assert_true(serves_with(&b, heap, request));
            assert_false(serves_with(&b, heap - 1, request));
            compared++;
        }
        hpt_tracker_free(b.tracker);
    }
    assert_true(compared > HEAPS / 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sets_are_those_of_brute_force),
        cmocka_unit_test(so_much_heap_is_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

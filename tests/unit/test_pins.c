/* The pinning blocks, against all sets of live blocks of many small heaps. */
#include "test.h"

#include "pin_costs.h"

#include "analysis/pins.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>

enum { BLOCKS_MAX = 12, HEAPS = 4000, TEXT = 8192, BASE = 0x20000000 };

/* A device that allocates by itself: it asks the model where a block would go. */
struct device {
    struct hpt_tracker *tracker;
    bool is_nano;
    uint64_t live[64];
    size_t count;
};

static void say(struct device *d, const char *text)
{
    assert_int_equal(hpt_feed(d->tracker, text, strlen(text), 0, NULL), HPT_OK);
}

/* Where the first hole is that takes the request, as first fit has it; 0: nowhere. */
static uint64_t place_for(const struct device *d, uint64_t size)
{
    const struct hpt_state *s = hpt_state(d->tracker);
    struct hpt_block b;

    for (size_t i = 0; i < s->heap_count; i++)
        for (uint64_t at = s->heaps[i].start; hpt_heap_block(&s->heaps[i], at, &b);
             at = b.header + b.size)
            if (b.state == HPT_BLOCK_FREE && b.requested >= size)
                return b.address;
    return 0;
}

static void allocate(struct device *d, uint64_t size)
{
    char line[128];
    uint64_t address = place_for(d, size);

    if (address == 0 || d->count == COUNT(d->live))
        return;
    if (d->is_nano)
        (void)snprintf(line, sizeof line, "#m:0x%llx;0x101-%llu\n", (unsigned long long)address,
                       (unsigned long long)size);
    else
        (void)snprintf(line, sizeof line, "malloc: ALLOCATED: %llu [0x%llx]\n",
                       (unsigned long long)size, (unsigned long long)address);
    say(d, line);
    d->live[d->count++] = address;
}

static void release(struct device *d, size_t which)
{
    char line[128];

    (void)snprintf(line, sizeof line, d->is_nano ? "#f:0x0;0x101-0x%llx\n" : "free:   0x%llx\n",
                   (unsigned long long)d->live[which]);
    say(d, line);
    d->live[which] = d->live[--d->count];
}

static void open_device(struct device *d, uint64_t *seed)
{
    char text[512];
    unsigned first = 64 + 4 * below(seed, 40);
    unsigned second = 48 + 4 * below(seed, 20);
    const struct hpt_options microbit = {.check = true};
    const struct hpt_options nano = {.allocator = below(seed, 2) == 0 ? "newlib-nano-2021"
                                                                      : "newlib-nano-mbed",
                                     .heap_given = true,
                                     .heap_start = BASE,
                                     .heap_size = first,
                                     .check = true};

    *d = (struct device){.is_nano = below(seed, 3) == 0};
    d->tracker = hpt_tracker_new(d->is_nano ? &nano : &microbit, NULL);
    assert_non_null(d->tracker);
    if (d->is_nano) { /* the heap is there with its first block */
        say(d, "#m:0x20000008;0x101-8\n");
        d->live[d->count++] = BASE + 8;
        return;
    }
    (void)snprintf(text, sizeof text,
                   "HEAP 0: \nheap_start : 0x%x\nheap_end   : 0x%x\nheap_size  : %u\n[F:%u] \n"
                   "mb_total_free : %u\nmb_total_used : 0\n",
                   BASE, BASE + first, first, first, first);
    say(d, text);
    if (below(seed, 2) == 0)
        return;
    (void)snprintf(text, sizeof text,
                   "HEAP 1: \nheap_start : 0x%x\nheap_end   : 0x%x\nheap_size  : %u\n[F:%u] \n"
                   "mb_total_free : %u\nmb_total_used : 0\n",
                   BASE + 0x1000, BASE + 0x1000 + second, second, second, second);
    say(d, text);
}

/* The blocks of all heaps, and whether a hole of `need` bytes is there when those of `gone` are
 * released: by the rules of the allocators, counted anew. */
struct picture {
    struct hpt_block blocks[4 * BLOCKS_MAX + 8];
    size_t heap[4 * BLOCKS_MAX + 8];
    size_t count;
    size_t used[BLOCKS_MAX]; /* places of the used ones */
    size_t used_count;
};

static bool take_picture(struct picture *p, const struct hpt_state *s)
{
    struct hpt_block b;

    *p = (struct picture){0};
    for (size_t i = 0; i < s->heap_count; i++)
        for (uint64_t at = s->heaps[i].start; hpt_heap_block(&s->heaps[i], at, &b);
             at = b.header + b.size) {
            if (p->count == COUNT(p->blocks) ||
                (b.state == HPT_BLOCK_USED && p->used_count == BLOCKS_MAX))
                return false;
            if (b.state == HPT_BLOCK_USED)
                p->used[p->used_count++] = p->count;
            p->heap[p->count] = i;
            p->blocks[p->count++] = b;
        }
    return true;
}

/* `splits`: what is above the top is another hole than what is below. */
static bool has_room(const struct picture *p, const struct hpt_state *s, uint64_t need, bool splits,
                     unsigned gone)
{
    uint64_t run = 0;
    size_t used = 0;

    for (size_t i = 0; i < p->count; i++) {
        const struct hpt_block *b = &p->blocks[i];
        uint64_t top = s->heaps[p->heap[i]].top;
        bool is_gone = b->state == HPT_BLOCK_USED && (gone >> used & 1u) != 0;
        used += b->state == HPT_BLOCK_USED;
        if (i > 0 && p->heap[i] != p->heap[i - 1])
            run = 0;
        if (b->state != HPT_BLOCK_FREE && !is_gone) {
            run = 0;
            continue;
        }
        if (splits && b->header + b->size > top) {
            if (run + (top - b->header) >= need || b->header + b->size - top >= need)
                return true;
            run = 0;
            continue;
        }
        run += b->size;
        if (run >= need)
            return true;
    }
    return false;
}

/* Sets of which no block can be left out. */
static size_t minimal_sets(const struct picture *p, const struct hpt_state *s, uint64_t need,
                           bool splits, struct cost costs[1 << BLOCKS_MAX])
{
    size_t count = 0;

    for (unsigned gone = 1; gone < 1u << p->used_count; gone++) {
        struct cost c = {0};
        bool is_minimal = has_room(p, s, need, splits, gone);
        for (size_t i = 0; i < p->used_count && is_minimal; i++) {
            if ((gone >> i & 1u) == 0)
                continue;
            c.bytes += p->blocks[p->used[i]].size;
            c.blocks++;
            is_minimal = !has_room(p, s, need, splits, gone & ~(1u << i));
        }
        if (is_minimal)
            costs[count++] = c;
    }
    return count;
}

static int by_blocks(const void *a, const void *b)
{
    const struct cost *x = a;
    const struct cost *y = b;

    if (x->blocks != y->blocks)
        return x->blocks < y->blocks ? -1 : 1;
    return (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

static void same_costs(const struct pins *p, enum pin_cost order, const struct cost *want,
                       size_t count)
{
    struct pin_way ways[HPT_PIN_SETS];
    size_t found = pins_cheapest(p, order, HPT_PIN_SETS, ways);

    assert_int_equal(found, count < HPT_PIN_SETS ? count : HPT_PIN_SETS);
    for (size_t i = 0; i < found; i++) {
        assert_int_equal(pins_bytes(p, ways[i]), want[i].bytes);
        assert_int_equal(pins_blocks(ways[i]), want[i].blocks);
    }
}

/* True if there was something to compare. */
static bool compare(struct device *d, uint64_t size)
{
    static struct cost costs[1 << BLOCKS_MAX];
    const struct hpt_state *s = hpt_state(d->tracker);
    struct picture picture;
    struct pins pins = {0};

    if (size <= s->largest_allocatable || !take_picture(&picture, s))
        return false;
    uint64_t need = hpt_heap_need(&s->heaps[0], size);
    bool splits = strcmp(s->allocator, "newlib-nano-mbed") == 0;
    assert_false(has_room(&picture, s, need, splits, 0));
    size_t count = minimal_sets(&picture, s, need, splits, costs);
    assert_int_equal(pins_find(&pins, s, size), HPT_OK);
    assert_int_equal(pins.way_count, count);
    qsort(costs, count, sizeof *costs, by_bytes);
    same_costs(&pins, PIN_BY_BYTES, costs, count);
    qsort(costs, count, sizeof *costs, by_blocks);
    same_costs(&pins, PIN_BY_BLOCKS, costs, count);
    pins_release(&pins);
    return count > 0;
}

static void churn(struct device *d, uint64_t *seed)
{
    size_t steps = 10 + below(seed, 40);

    for (size_t i = 0; i < steps; i++) {
        if (d->count > 0 && (d->count >= BLOCKS_MAX - 2 || below(seed, 5) < 2))
            release(d, below(seed, (uint32_t)d->count));
        else
            allocate(d, 1 + below(seed, 24));
    }
}

static void the_cheapest_sets_are_those_of_brute_force(void **state)
{
    /* trust: 143 */
    uint64_t seed = UINT64_C(0x9e3779b97f4a7c15);
    size_t compared = 0;

    (void)state;
    for (int i = 0; i < HEAPS; i++) {
        struct device d;
        open_device(&d, &seed);
        churn(&d, &seed);
        assert_null(hpt_check(d.tracker));
        compared += compare(&d, hpt_state(d.tracker)->largest_allocatable + 1 + below(&seed, 60));
        hpt_tracker_free(d.tracker);
    }
    assert_true(compared > HEAPS / 2);
}

/* Released on the device, the blocks of the cheapest set make room; all but one of them do not. */
static void without_the_set_the_request_succeeds(void **state)
{
    /* trust: 144 */
    uint64_t seed = 7;
    size_t tried = 0;

    (void)state;
    for (int i = 0; i < 300; i++) {
        struct device d;
        struct pins pins = {0};
        struct pin_way way;
        open_device(&d, &seed);
        churn(&d, &seed);
        uint64_t size = hpt_state(d.tracker)->largest_allocatable + 1 + below(&seed, 40);
        assert_int_equal(pins_find(&pins, hpt_state(d.tracker), size), HPT_OK);
        size_t count = pins_cheapest(&pins, PIN_BY_BYTES, 1, &way);
        for (size_t b = way.first; count > 0 && b <= way.last; b++) {
            assert_true(hpt_state(d.tracker)->largest_allocatable < size);
            for (size_t k = 0; k < d.count; k++)
                if (d.live[k] == pins.spots[b].address)
                    release(&d, k);
        }
        if (count > 0)
            assert_true(hpt_state(d.tracker)->largest_allocatable >= size);
        tried += count;
        pins_release(&pins);
        hpt_tracker_free(d.tracker);
    }
    assert_true(tried > 150);
}

static void unknown_stretches_stay(void **state)
{
    /* After a late start the heap before the first block is unknown: releasing it is no way. */
    struct hpt_tracker *t = hpt_tracker_new(
        &(struct hpt_options){
            .heap_given = true, .heap_start = BASE, .heap_size = 128, .allocator = "newlib-nano"},
        NULL);
    struct pins pins = {0};

    (void)state;
    assert_non_null(t);
    feed(t, "#m:0x20000048;0x101-24\n");
    assert_true(hpt_state(t)->heaps[0].unknown_bytes > 0);
    assert_int_equal(pins_find(&pins, hpt_state(t), 100), HPT_OK);
    assert_int_equal(pins.way_count, 0);
    pins_release(&pins);
    hpt_tracker_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cheapest_sets_are_those_of_brute_force),
        cmocka_unit_test(without_the_set_the_request_succeeds),
        cmocka_unit_test(unknown_stretches_stay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

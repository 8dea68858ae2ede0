/* What a device does behind its trace's back: a second user of sbrk takes memory above the heap's
 * top, and memalign returns an address inside the block that was traced. The map must not take the
 * one for free, and must be right again soon after the other. */
#include "test.h"

#include "model/naive.h"

#include <stdio.h>

enum { HEAP_SIZE = 32768, WARM_UP = 200, AFTER = 600, SETTLE = 600, ALIGNMENT = 64 };

struct device {
    struct naive n;
    struct hpt_tracker *tracker;
    uint64_t seed;
    uint32_t aligned_at; /* where a block of memalign is, 0: there is none */
    uint32_t aligned_start;
};

static uint32_t dice(struct device *d, uint32_t sides)
{
    d->seed = d->seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(d->seed >> 33) % sides;
}

static void open_device(struct device *d, const char *rules, uint64_t seed)
{
    char text[256];
    size_t i = 0;

    while (strcmp(naive_rules[i].name, rules) != 0)
        i++;
    naive_init(&d->n, &naive_rules[i], HEAP_SIZE, text, sizeof text);
    d->seed = seed;
    d->aligned_at = 0;
    d->tracker = hpt_tracker_new(&(struct hpt_options){0}, NULL);
    assert_non_null(d->tracker);
    feed(d->tracker, text);
}

static void step(struct device *d)
{
    char line[NAIVE_LINE];

    if (d->n.live_count > 40 || (d->n.live_count > 10 && dice(d, 2) == 0))
        naive_free(&d->n, dice(d, (uint32_t)d->n.live_count), line);
    else
        naive_alloc(&d->n, 1 + dice(d, 200), line);
    feed(d->tracker, line);
}

static void steps(struct device *d, int count)
{
    for (int i = 0; i < count; i++)
        step(d);
}

static uint64_t predicted(const struct device *d)
{
    return hpt_state(d->tracker)->exactness.predicted;
}

/* Is a byte of [from, to) drawn as free? */
static bool shows_free(const struct device *d, uint64_t from, uint64_t to)
{
    const struct hpt_state *s = hpt_state(d->tracker);
    struct hpt_block b;

    for (size_t i = 0; i < s->heap_count; i++)
        for (uint64_t at = s->heaps[i].start; hpt_heap_block(&s->heaps[i], at, &b);
             at = b.header + b.size)
            if (b.state == HPT_BLOCK_FREE && b.header < to && b.header + b.size > from)
                return true;
    return false;
}

/* A stretch at the break that belongs to somebody else. */
static uint64_t take_sbrk(struct device *d, uint32_t size)
{
    struct naive *n = &d->n;
    uint64_t at = NAIVE_START + n->brk;

    n->chunks[n->count++] = (struct naive_chunk){.size = size, .used = true};
    n->brk += size;
    return at;
}

/* Beside unknown memory an address now and then cannot be told beforehand. */
static void is_right_again(struct device *d)
{
    uint64_t before = predicted(d);
    uint64_t allocations = hpt_state(d->tracker)->allocations;

    steps(d, AFTER);
    allocations = hpt_state(d->tracker)->allocations - allocations;
    assert_true((predicted(d) - before) * 20 >= allocations * 19);
}

static void memory_of_another_user_of_sbrk_is_never_free(void **state)
{
    /* trust: 150 */
    static const char *const rules[] = {"newlib-nano", "newlib-nano-2020", "newlib-nano-2021"};
    enum { FOREIGN = 520 };

    (void)state;
    for (unsigned i = 0; i < 30; i++) {
        static struct device d;
        open_device(&d, rules[i % 3], i + 1);
        steps(&d, WARM_UP);
        uint64_t foreign = take_sbrk(&d, FOREIGN);
        for (int k = 0; k < AFTER; k++) {
            uint32_t brk = d.n.brk;
            step(&d);
            if (k == 0 && d.n.brk == brk) {
                char line[NAIVE_LINE]; /* one that no hole takes shows that something is there */
                naive_alloc(&d.n, 3000, line);
                feed(d.tracker, line);
            }
            assert_false(shows_free(&d, foreign + 8, foreign + FOREIGN - 8));
            assert_true(hpt_state(d.tracker)->exactness.level != HPT_LEVEL_EXACT);
        }
        is_right_again(&d);
        assert_null(hpt_check(d.tracker));
        hpt_tracker_free(d.tracker);
    }
}

static size_t chunk_of(const struct naive *n, uint32_t start)
{
    size_t i = 0;

    for (uint32_t at = 0; at < start; i++)
        at += n->chunks[i].size;
    return i;
}

static void insert_chunk(struct naive *n, size_t at, struct naive_chunk c)
{
    memmove(n->chunks + at + 1, n->chunks + at, (n->count - at) * sizeof *n->chunks);
    n->chunks[at] = c;
    n->count++;
}

/* newlib's memalign: a larger block is taken, which is traced, and what lies before and behind the
 * aligned part is given back, which is not. */
static void take_aligned(struct device *d, uint32_t size)
{
    struct naive *n = &d->n;
    char line[NAIVE_LINE];

    naive_alloc(n, size + ALIGNMENT + 32, line);
    feed(d->tracker, line);
    uint32_t start = n->live[--n->live_count];
    size_t i = chunk_of(n, start);
    uint32_t whole = n->chunks[i].size;
    uint32_t at = (NAIVE_START + start + 4 + 12 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    uint32_t front = at - 4 - NAIVE_START - start;
    uint32_t used = (size + 3) / 4 * 4 + 8;

    n->chunks[i] = (struct naive_chunk){.size = front};
    insert_chunk(n, i + 1, (struct naive_chunk){.size = used, .used = true});
    insert_chunk(n, i + 2, (struct naive_chunk){.size = whole - front - used});
    d->aligned_at = at;
    d->aligned_start = start + front;
}

static void free_aligned(struct device *d)
{
    char line[NAIVE_LINE];
    size_t which = d->n.live_count++;

    d->n.live[which] = d->aligned_start;
    naive_free(&d->n, which, line);
    (void)snprintf(line, sizeof line, "#f:0x0;0x201-0x%x\n", d->aligned_at);
    feed(d->tracker, line);
}

static void a_block_of_memalign_is_got_over(void **state)
{
    /* trust: 150 */
    static const char *const rules[] = {"newlib-nano", "newlib-nano-2020", "newlib-nano-2021"};

    (void)state;
    for (unsigned i = 0; i < 30; i++) {
        static struct device d;
        open_device(&d, rules[i % 3], i + 1);
        steps(&d, WARM_UP);
        take_aligned(&d, 40);
        steps(&d, 100);
        free_aligned(&d);
        assert_true(hpt_state(d.tracker)->exactness.level != HPT_LEVEL_EXACT);
        steps(&d, SETTLE);
        is_right_again(&d);
        assert_true(hpt_state(d.tracker)->exactness.level != HPT_LEVEL_EXACT);
        assert_null(hpt_check(d.tracker));
        hpt_tracker_free(d.tracker);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_of_another_user_of_sbrk_is_never_free),
        cmocka_unit_test(a_block_of_memalign_is_got_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

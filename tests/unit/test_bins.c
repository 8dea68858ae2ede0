/* The order of free chunks, and what changes of the map do to it. */
#include "test.h"

#include "heap/heap.h"

#include <stdlib.h>

enum { CHUNKS = 300, ROUNDS = 20000 };

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* The same as plainly as can be: slot i is the chunk at 64 * i, or empty. */
struct plain {
    struct bin_chunk slots[CHUNKS];
    uint64_t stamp;
};

static const struct bin_chunk *plain_fit(const struct plain *p, uint64_t size)
{
    const struct bin_chunk *found = NULL;

    for (size_t i = 0; i < CHUNKS; i++) {
        const struct bin_chunk *c = &p->slots[i];
        if (c->size == 0 || c->size < size)
            continue;
        if (!found || c->size < found->size || (c->size == found->size && c->stamp < found->stamp))
            found = c;
    }
    return found;
}

static void the_smallest_fits_and_of_equal_ones_the_oldest(void **state)
{
    static struct plain p;
    struct bins b = {0};
    struct bin_chunk c;
    uint32_t seed = 7;
    (void)state;

    assert_int_equal(bins_reserve(&b, CHUNKS), HPT_OK);
    for (int i = 0; i < ROUNDS; i++) {
        struct bin_chunk *slot = &p.slots[next_random(&seed) % CHUNKS];
        uint64_t start = 64 * (uint64_t)(slot - p.slots);
        uint64_t wanted = next_random(&seed) % 200;
        assert_int_equal(bins_take(&b, start, &c), slot->size > 0);
        if (slot->size == 0) {
            *slot = (struct bin_chunk){start, 16 + 8 * (next_random(&seed) % 20), ++p.stamp};
            bins_put(&b, (struct bin_chunk){.start = start, .size = slot->size});
        } else {
            assert_int_equal(c.size, slot->size);
            *slot = (struct bin_chunk){0};
        }
        const struct bin_chunk *want = plain_fit(&p, wanted);
        assert_int_equal(bins_fit(&b, wanted, &c), want != NULL);
        if (want)
            assert_int_equal(c.start, want->start);
    }
    const struct bin_chunk *largest = plain_fit(&p, bins_largest(&b));
    assert_non_null(largest);
    assert_null(plain_fit(&p, bins_largest(&b) + 1));
    bins_release(&b);
}

static void a_chunk_that_comes_back_is_as_old_as_it_was(void **state)
{
    struct bins b = {0};
    struct bin_chunk first, c;
    (void)state;

    assert_int_equal(bins_reserve(&b, 2), HPT_OK);
    bins_put(&b, (struct bin_chunk){.start = 100, .size = 32});
    bins_put(&b, (struct bin_chunk){.start = 200, .size = 32});
    assert_true(bins_take(&b, 100, &first));
    bins_put(&b, first);
    assert_true(bins_fit(&b, 32, &c));
    assert_int_equal(c.start, 100);
    bins_release(&b);
}

/* ---- with a map ---- */

static const struct bin_rules rules = {.align = 8, .lead = 4, .least = 16};
enum { START = 0x1000, BYTES = 1 << 16 };

static void begin(struct heaps *h)
{
    size_t heap;

    *h = (struct heaps){.rules = &rules};
    assert_int_equal(
        heaps_add(h, &(struct hpt_heap){.start = START, .top = START + BYTES, .end = START + BYTES},
                  &heap),
        HPT_OK);
}

static void put(struct heaps *h, uint64_t start, uint64_t size)
{
    struct record r = {.start = start, .size = size, .address = start + 4, .seen = true};

    assert_int_equal(heaps_insert(h, 0, &r), HPT_OK);
}

static struct place at(const struct heaps *h, uint64_t start)
{
    return blocks_find(&h->blocks[0], start);
}

/* A random block of the map; false: there is none. */
static bool some_block(const struct heaps *h, uint32_t *seed, struct place *p)
{
    *p = at(h, START + next_random(seed) % BYTES);
    return !is_sentinel(*p);
}

/* A change as the allocator's rules make them: in the head of a hole, a release, a resize. */
static void change(struct heaps *h, uint32_t *seed)
{
    uint64_t size = 16 + 8 * (next_random(seed) % 12);
    struct place p;

    if (next_random(seed) % 2 == 0 && blocks_fit(&h->blocks[0], (struct place){0}, 128, &p)) {
        put(h, blocks_end(&h->blocks[0], p), size);
    } else if (some_block(h, seed, &p) && next_random(seed) % 3 != 0) {
        (void)heaps_remove(h, 0, p);
    } else if (some_block(h, seed, &p)) {
        struct record r = blocks_record(&h->blocks[0], p);
        bool more = blocks_gap(&h->blocks[0], p) >= 32;
        r.size = more ? r.size + 16 : r.size > 32 ? r.size - 16 : r.size;
        assert_int_equal(heaps_replace(h, 0, p, &r, more), HPT_OK);
    } else {
        heaps_park_last(h, 0);
    }
}

/* All chunks in the order in which they would be taken, and that which stands apart. */
static uint64_t fingerprint(const struct heaps *h)
{
    const struct bins *b = h->blocks[0].bins;
    uint64_t sum = b->last.start * 31 + b->last.size;
    struct bins copy = {0};
    struct bin_chunk c;

    assert_int_equal(bins_reserve(&copy, b->count), HPT_OK);
    for (size_t i = 1; i < b->used; i++)
        if (bins_find(b, b->entries[i].chunk.start, &c) && !bins_find(&copy, c.start, &c)) {
            assert_true(bins_find(b, c.start, &c));
            bins_put(&copy, c);
        }
    assert_int_equal(copy.count, b->count);
    while (bins_fit(&copy, 0, &c)) {
        sum = sum * 1000003 + c.start * 31 + c.size;
        assert_true(bins_take(&copy, c.start, &c));
    }
    bins_release(&copy);
    return sum;
}

static void what_is_undone_leaves_the_bins_as_they_were(void **state)
{
    struct heaps h;
    uint32_t seed = 11;
    (void)state;

    begin(&h);
    for (int i = 0; i < 3000; i++) {
        uint64_t mark = heaps_mark(&h);
        uint64_t was = fingerprint(&h);
        for (int j = 0; j < 8; j++)
            change(&h, &seed);
        assert_null(heaps_check(&h));
        assert_true(heaps_can_undo(&h, mark));
        if (i % 3 != 0)
            continue;
        assert_int_equal(heaps_undo(&h, mark), HPT_OK);
        assert_null(heaps_check(&h));
        assert_true(fingerprint(&h) == was);
    }
    heaps_release(&h);
}

static void the_rest_of_a_split_stands_apart_until_it_is_parked(void **state)
{
    struct heaps h;
    struct bin_chunk c;
    (void)state;

    begin(&h);
    put(&h, START, 100);
    put(&h, START + 100, 96);
    put(&h, START + 196, 16);
    (void)heaps_remove(&h, 0, at(&h, START + 100));
    assert_true(bins_fit(h.blocks[0].bins, 96, &c));
    put(&h, START + 100, 32);
    assert_int_equal(h.blocks[0].bins->last.size, 64);
    assert_int_equal(h.blocks[0].bins->count, 0);
    heaps_park_last(&h, 0);
    assert_int_equal(h.blocks[0].bins->last.size, 0);
    assert_true(bins_fit(h.blocks[0].bins, 64, &c));
    heaps_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_smallest_fits_and_of_equal_ones_the_oldest),
        cmocka_unit_test(a_chunk_that_comes_back_is_as_old_as_it_was),
        cmocka_unit_test(what_is_undone_leaves_the_bins_as_they_were),
        cmocka_unit_test(the_rest_of_a_split_stands_apart_until_it_is_parked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

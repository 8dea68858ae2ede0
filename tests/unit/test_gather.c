/* The lists of an instant, against a walk over the map; and filters. */
#include "shown.h"

static const struct filter_row {
    const char *name, *text;
    const char *wrong; /* a part of the complaint; NULL: it is right */
    struct filter want;
} filter_rows[] = {
    {"nothing is all", "", NULL, {0}},
    {"blanks are nothing", "  ", NULL, {0}},
    {"a size", "size:64", NULL, {.by_size = true, .size_least = 64, .size_most = 64}},
    {"a range of sizes",
     "size:64..128",
     NULL,
     {.by_size = true, .size_least = 64, .size_most = 128}},
    {"at least", "size:64..", NULL, {.by_size = true, .size_least = 64, .size_most = UINT64_MAX}},
    {"at most", "size:..64", NULL, {.by_size = true, .size_most = 64}},
    {"addresses",
     "addr:0x20002000..0x20002100",
     NULL,
     {.by_address = true, .address_first = 0x20002000, .address_last = 0x20002100}},
    {"a bare word is a site", "net", NULL, {.site = "net"}},
    {"a site", "site:net_open", NULL, {.site = "net_open"}},
    {"several",
     " size:8  net ",
     NULL,
     {.by_size = true, .size_least = 8, .size_most = 8, .site = "net"}},
    {"a size without a number", "size:", "size: wants a number", {0}},
    {"a size with a word", "size:big", "size: wants a number", {0}},
    {"a range backwards", "size:9..3", "size: wants a number", {0}},
    {"two dots alone", "size:..", "size: wants a number", {0}},
    {"an address with more", "addr:0x20zz", "addr: wants an address", {0}},
    {"two sites", "net log", "one name of a site", {0}},
    {"an empty site", "site:", "site: wants", {0}},
};

static void a_filter_is_read(void **state)
{
    const struct filter_row *r = *state;
    struct filter f = {.site = "as it was"};
    const char *wrong = filter_parse(&f, r->text);

    if (r->wrong != NULL) {
        assert_non_null(wrong);
        assert_ptr_equal(strstr(wrong, r->wrong), wrong);
        assert_string_equal(f.site, "as it was");
        return;
    }
    assert_null(wrong);
    assert_int_equal(f.by_size, r->want.by_size);
    assert_int_equal(f.size_least, r->want.size_least);
    assert_int_equal(f.size_most, r->want.size_most);
    assert_int_equal(f.by_address, r->want.by_address);
    assert_int_equal(f.address_first, r->want.address_first);
    assert_int_equal(f.address_last, r->want.address_last);
    assert_string_equal(f.site, r->want.site);
}

/* Sums by a walk of their own. */
struct sums {
    size_t blocks, holes;
    uint64_t bytes, occupied, free_bytes;
};

static struct sums walk(const struct shown *v)
{
    struct sums sums = {0};
    struct hpt_block b;

    for (size_t i = 0; i < v->w.show.state->heap_count; i++) {
        const struct hpt_heap *h = &v->w.show.state->heaps[i];
        for (uint64_t at = h->start; hpt_heap_block(h, at, &b); at = b.header + b.size) {
            bool is_free = b.state == HPT_BLOCK_FREE;
            sums.blocks += !is_free && filter_passes(&v->w.app.filter, &b, NULL);
            sums.holes += is_free;
            sums.free_bytes += is_free ? b.size : 0;
            if (is_free || !b.seen || !filter_passes(&v->w.app.filter, &b, NULL))
                continue;
            sums.bytes += b.requested;
            sums.occupied += b.size;
        }
    }
    return sums;
}

static void agrees(const struct shown *v)
{
    struct sums want = walk(v), sites = {0};

    for (size_t i = 0; i < v->w.gather.site_count; i++) {
        sites.blocks += v->w.gather.sites[i].blocks;
        sites.bytes += v->w.gather.sites[i].bytes;
        sites.occupied += v->w.gather.sites[i].occupied;
        assert_true(v->w.gather.sites[i].oldest <= v->w.gather.sites[i].newest);
    }
    assert_int_equal(v->w.gather.block_count, want.blocks);
    assert_int_equal(sites.bytes, want.bytes);
    assert_int_equal(sites.occupied, want.occupied);
    assert_true(sites.blocks <= want.blocks);
}

static void it_agrees_with_a_walk(void **state)
{
    static const char *const captures[] = {"v1-badge-oom", "mbed-greenhouse-oom", "v1-badge-late",
                                           "v1-badge-resets"};
    static struct shown v;

    (void)state;
    for (size_t i = 0; i < sizeof captures / sizeof *captures; i++) {
        shown_open(&v, 24, 80);
        shown_capture(&v, captures[i], 0);
        agrees(&v);
        assert_int_equal(v.w.gather.hole_count, walk(&v).holes);
        assert_int_equal(v.w.gather.filtered, 0);
        size_t all = v.w.gather.block_count;
        assert_null(filter_parse(&v.w.app.filter, "size:16..64"));
        shown_again(&v);
        agrees(&v);
        assert_true(v.w.gather.block_count > 0 && v.w.gather.block_count < all);
        assert_int_equal(v.w.gather.filtered, all - v.w.gather.block_count);
        shown_close(&v);
    }
}

static void every_block_finds_its_site(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 80);
    shown_capture(&v, "mbed-greenhouse-oom", 0);
    for (size_t i = 0; i < v.w.gather.block_count; i++) {
        const struct hpt_block *b = &v.w.gather.blocks[i];
        const struct gathered_site *site = gather_site(&v.w.gather, b);
        if (!b->seen)
            assert_null(site);
        else
            assert_int_equal(site->caller != 0 ? site->caller : site->size,
                             b->caller != 0 ? b->caller : b->requested);
    }
    shown_close(&v);
}

static bool is_sorted(const struct hpt_block *a, const struct hpt_block *b, enum block_order order)
{
    switch (order) {
    case BLOCKS_BY_ADDRESS:
        return true; /* heap by heap: only within one */
    case BLOCKS_BY_REQUESTED:
        return a->requested >= b->requested;
    case BLOCKS_BY_OCCUPIED:
        return a->size >= b->size;
    case BLOCKS_BY_AGE:
        return a->event <= b->event;
    case BLOCKS_BY_SITE:
        return a->caller <= b->caller;
    }
    return false;
}

static void blocks_are_in_the_order_that_was_chosen(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 80);
    shown_capture(&v, "mbed-greenhouse-oom", 0);
    for (int order = BLOCKS_BY_ADDRESS; order <= BLOCKS_BY_SITE; order++) {
        assert_non_null(lists[TAB_BLOCKS]->sorts[order]);
        v.w.app.sort[TAB_BLOCKS] = order;
        shown_again(&v);
        for (size_t i = 1; i < v.w.gather.block_count; i++)
            assert_true(is_sorted(&v.w.gather.blocks[i - 1], &v.w.gather.blocks[i],
                                  (enum block_order)order));
    }
    assert_null(lists[TAB_BLOCKS]->sorts[BLOCKS_BY_SITE + 1]);
    shown_close(&v);
}

/* A site's colour does not depend on the order of the list, and no two large sites share one. */
static void series_are_stable(void **state)
{
    static struct shown v;
    unsigned series[64];
    uint64_t keys[64];

    (void)state;
    shown_open(&v, 24, 80);
    shown_capture(&v, "v1-badge-oom", 0);
    size_t count = v.w.gather.site_count;
    assert_true(count >= INK_SERIES && count <= 64);
    for (size_t i = 0; i < count; i++) {
        keys[i] = v.w.gather.sites[i].size;
        series[i] = v.w.gather.sites[i].series;
        assert_true((series[i] == INK_SERIES - 1) == (i >= INK_SERIES - 1));
        for (size_t j = 0; j < i && i < INK_SERIES - 1; j++)
            assert_int_not_equal(series[i], series[j]);
    }
    v.w.app.sort[TAB_SITES] = SITES_BY_BLOCKS;
    shown_again(&v);
    for (size_t i = 0; i < count; i++) {
        struct hpt_block b = {.state = HPT_BLOCK_USED, .seen = true, .requested = keys[i]};
        assert_int_equal(gather_site(&v.w.gather, &b)->series, series[i]);
    }
    shown_close(&v);
}

int main(void)
{
    struct CMUnitTest tests[sizeof filter_rows / sizeof *filter_rows + 5];
    size_t count = 0;

    for (; count < sizeof filter_rows / sizeof *filter_rows; count++)
        tests[count] = (struct CMUnitTest){.name = filter_rows[count].name,
                                           .test_func = a_filter_is_read,
                                           .initial_state = (void *)(uintptr_t)&filter_rows[count]};
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(it_agrees_with_a_walk);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(every_block_finds_its_site);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(blocks_are_in_the_order_that_was_chosen);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(series_are_stable);
    return _cmocka_run_group_tests("gather", tests, count, NULL, NULL);
}

#include "tui/gather_order.h"

#include "base/str.h"
#include "tui/draw.h"

#include <stdlib.h>

static int compare(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int by_address(const void *left, const void *right)
{
    const struct hpt_block *a = left, *b = right;

    return compare(a->header, b->header);
}

static int by_requested(const void *left, const void *right)
{
    const struct hpt_block *a = left, *b = right;
    int order = compare(b->requested, a->requested);

    return order != 0 ? order : by_address(a, b);
}

static int by_occupied(const void *left, const void *right)
{
    const struct hpt_block *a = left, *b = right;
    int order = compare(b->size, a->size);

    return order != 0 ? order : by_address(a, b);
}

static int by_age(const void *left, const void *right)
{
    const struct hpt_block *a = left, *b = right;
    int order = compare(a->event, b->event);

    return order != 0 ? order : by_address(a, b);
}

static int by_caller(const void *left, const void *right)
{
    const struct hpt_block *a = left, *b = right;
    int order = compare(a->caller, b->caller);

    return order != 0 ? order : by_requested(a, b);
}

/* The walk is in order of addresses, heap by heap. */
static void sort_blocks(struct hpt_block *blocks, size_t count,
                        int (*order)(const void *, const void *))
{
    if (count > 1 && order != by_address)
        qsort(blocks, count, sizeof *blocks, order);
}

void order_blocks(struct gather *g, enum block_order order)
{
    static int (*const orders[])(const void *, const void *) = {by_address, by_requested,
                                                                by_occupied, by_age, by_caller};

    sort_blocks(g->blocks, g->block_count, orders[order]);
}

void order_holes(struct gather *g, enum hole_order order)
{
    sort_blocks(g->holes, g->hole_count, order == HOLES_BY_SIZE ? by_requested : by_address);
}

static int by_key(const struct gathered_site *a, const struct gathered_site *b)
{
    int order = compare(a->caller, b->caller);

    return order != 0 ? order : compare(a->size, b->size);
}

static int by_bytes(const void *left, const void *right)
{
    const struct gathered_site *a = left, *b = right;
    int order = compare(b->bytes, a->bytes);

    return order != 0 ? order : by_key(a, b);
}

static int by_blocks(const void *left, const void *right)
{
    const struct gathered_site *a = left, *b = right;
    int order = compare(b->blocks, a->blocks);

    return order != 0 ? order : by_bytes(a, b);
}

static int by_oldest(const void *left, const void *right)
{
    const struct gathered_site *a = left, *b = right;
    int order = compare(a->oldest, b->oldest);

    return order != 0 ? order : by_key(a, b);
}

static int compare_names(const struct gathered_site *a, const struct gathered_site *b,
                         const struct hpt_namer *namer)
{
    struct words left, right;

    write_site_of(words_begin(&left), namer, a->caller, a->size);
    write_site_of(words_begin(&right), namer, b->caller, b->size);
    int order = a->caller == 0 && b->caller == 0 ? 0 : strcmp(left.text, right.text);
    return order != 0 ? order : by_key(a, b);
}

/* qsort takes nothing along. Sites are few: they are put in one by one. */
static void sort_by_name(struct gather *g, const struct hpt_namer *namer)
{
    for (size_t i = 1; i < g->site_count; i++) {
        struct gathered_site site = g->sites[i];
        size_t low = 0, high = i;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (compare_names(&g->sites[middle], &site, namer) <= 0)
                low = middle + 1;
            else
                high = middle;
        }
        memmove(&g->sites[low + 1], &g->sites[low], (i - low) * sizeof site);
        g->sites[low] = site;
    }
}

/* The largest sites each have a colour of their own: that which their address (or size) asks for,
 * or the next that is not taken by a larger one. So a site keeps its colour at most instants,
 * whatever the order is, and the same instant always looks the same. */
static void give_series(struct gather *g)
{
    bool taken[INK_SERIES - 1] = {false};

    for (size_t i = 0; i < g->site_count; i++) {
        struct gathered_site *site = &g->sites[i];
        site->series = INK_SERIES - 1;
        if (i >= INK_SERIES - 1)
            continue;
        uint64_t key = (site->caller != 0 ? site->caller : site->size) * 0x9E3779B1u;
        unsigned at = (unsigned)(key >> 16 & 0xFFFF) % (INK_SERIES - 1);
        while (taken[at])
            at = (at + 1) % (INK_SERIES - 1);
        taken[at] = true;
        site->series = at;
    }
}

void order_sites(struct gather *g, enum site_order order, const struct hpt_namer *namer)
{
    if (g->site_count == 0)
        return;
    qsort(g->sites, g->site_count, sizeof *g->sites, by_bytes);
    give_series(g);
    if (order == SITES_BY_BLOCKS)
        qsort(g->sites, g->site_count, sizeof *g->sites, by_blocks);
    else if (order == SITES_BY_OLDEST)
        qsort(g->sites, g->site_count, sizeof *g->sites, by_oldest);
    else if (order == SITES_BY_NAME)
        sort_by_name(g, namer);
}

bool filter_takes_hole(const struct filter *f, const struct hpt_block *hole)
{
    struct filter without_site = *f;

    without_site.site[0] = '\0';
    return filter_passes(&without_site, hole, NULL);
}

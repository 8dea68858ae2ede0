/* One walk over the map: see gather.h. */
#include "tui/gather.h"

#include "base/str.h"
#include "tui/gather_order.h"

#include <stdlib.h>

enum { SLOTS_LEAST = 64, FILLED_LEAST = 64 };

/* Room for one more item. */
static enum hpt_status make_room(void **items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return HPT_OK;
    size_t wanted = *capacity > 0 ? 2 * *capacity : FILLED_LEAST;
    void *larger = realloc(*items, wanted * size);
    if (larger == NULL)
        return HPT_ERR_MEMORY;
    *items = larger;
    *capacity = wanted;
    return HPT_OK;
}

static enum hpt_status add_block(struct hpt_block **blocks, size_t *count, size_t *capacity,
                                 const struct hpt_block *block)
{
    void *items = *blocks;
    enum hpt_status status = make_room(&items, *count, capacity, sizeof **blocks);

    *blocks = items;
    if (status == HPT_OK)
        (*blocks)[(*count)++] = *block;
    return status;
}

static bool has_site(const struct hpt_block *b)
{
    return b->state == HPT_BLOCK_USED && b->seen;
}

static uint64_t mix(uint64_t caller, uint64_t size)
{
    uint64_t x = (caller != 0 ? caller : size + 1) * UINT64_C(0x9E3779B97F4A7C15);

    return x ^ x >> 29;
}

/* The slot of a site, or the empty one where it belongs. */
static uint32_t *slot_of(const struct gather *g, uint64_t caller, uint64_t size)
{
    size_t mask = g->slot_count - 1;
    size_t at = (size_t)mix(caller, size) & mask;

    for (; g->slots[at] != 0; at = (at + 1) & mask) {
        const struct gathered_site *site = &g->sites[g->slots[at] - 1];
        if (site->caller == caller && (caller != 0 || site->size == size))
            break;
    }
    return &g->slots[at];
}

static void index_sites(struct gather *g)
{
    memset(g->slots, 0, g->slot_count * sizeof *g->slots);
    for (size_t i = 0; i < g->site_count; i++)
        *slot_of(g, g->sites[i].caller, g->sites[i].size) = (uint32_t)(i + 1);
}

/* At least half of the slots stay empty. */
static enum hpt_status make_slots(struct gather *g)
{
    if (2 * (g->site_count + 1) <= g->slot_count)
        return HPT_OK;
    size_t count = g->slot_count > 0 ? 2 * g->slot_count : SLOTS_LEAST;
    uint32_t *slots = realloc(g->slots, count * sizeof *slots);
    if (slots == NULL)
        return HPT_ERR_MEMORY;
    g->slots = slots;
    g->slot_count = count;
    index_sites(g);
    return HPT_OK;
}

static enum hpt_status new_site(struct gather *g, const struct hpt_block *b,
                                struct gathered_site **site)
{
    void *items = g->sites;
    enum hpt_status status = make_room(&items, g->site_count, &g->site_capacity, sizeof **site);

    g->sites = items;
    if (status == HPT_OK)
        status = make_slots(g);
    if (status != HPT_OK)
        return status;
    *site = &g->sites[g->site_count];
    **site = (struct gathered_site){.caller = b->caller,
                                    .size = b->caller == 0 ? b->requested : 0,
                                    .oldest = b->event,
                                    .newest = b->event};
    uint32_t *slot = slot_of(g, b->caller, b->requested);
    *slot = (uint32_t)++g->site_count;
    return HPT_OK;
}

static enum hpt_status count_site(struct gather *g, const struct hpt_block *b)
{
    struct gathered_site *site = NULL;

    if (!has_site(b))
        return HPT_OK;
    uint32_t known = g->slot_count > 0 ? *slot_of(g, b->caller, b->requested) : 0;
    if (known != 0)
        site = &g->sites[known - 1];
    else if (new_site(g, b, &site) != HPT_OK)
        return HPT_ERR_MEMORY;
    site->blocks++;
    site->bytes += b->requested;
    site->occupied += b->size;
    site->oldest = b->event < site->oldest ? b->event : site->oldest;
    site->newest = b->event > site->newest ? b->event : site->newest;
    return HPT_OK;
}

static enum hpt_status take(struct gather *g, const struct hpt_block *b, const struct app *app,
                            const struct hpt_namer *namer)
{
    if (b->state == HPT_BLOCK_FREE) /* a site says nothing of a hole */
        return filter_takes_hole(&app->filter, b)
                   ? add_block(&g->holes, &g->hole_count, &g->hole_capacity, b)
                   : HPT_OK;
    if (!filter_passes(&app->filter, b, namer)) {
        g->filtered++;
        return HPT_OK;
    }
    enum hpt_status status = add_block(&g->blocks, &g->block_count, &g->block_capacity, b);
    return status == HPT_OK ? count_site(g, b) : status;
}

enum hpt_status gather_make(struct gather *g, const struct hpt_state *state, const struct app *app,
                            const struct hpt_namer *namer)
{
    struct hpt_block b;

    g->block_count = g->hole_count = g->site_count = 0;
    g->filtered = 0;
    if (g->slot_count > 0)
        memset(g->slots, 0, g->slot_count * sizeof *g->slots);
    for (size_t i = 0; i < state->heap_count; i++) {
        const struct hpt_heap *heap = &state->heaps[i];
        for (uint64_t at = heap->start; hpt_heap_block(heap, at, &b); at = b.header + b.size)
            if (take(g, &b, app, namer) != HPT_OK)
                return HPT_ERR_MEMORY;
    }
    order_blocks(g, (enum block_order)app->sort[TAB_BLOCKS]);
    order_holes(g, (enum hole_order)app->sort[TAB_HOLES]);
    order_sites(g, (enum site_order)app->sort[TAB_SITES], namer);
    if (g->slot_count > 0)
        index_sites(g);
    return HPT_OK;
}

void gather_release(struct gather *g)
{
    free(g->blocks);
    free(g->holes);
    free(g->sites);
    free(g->slots);
    *g = (struct gather){0};
}

const struct gathered_site *gather_site(const struct gather *g, const struct hpt_block *block)
{
    if (!has_site(block) || g->slot_count == 0)
        return NULL;
    uint32_t known = *slot_of(g, block->caller, block->requested);
    return known != 0 ? &g->sites[known - 1] : NULL;
}

#include "analysis/pins.h"

#include <stdlib.h>

static enum hpt_status add_spot(struct pins *p, struct pin_spot spot)
{
    if (p->spot_count == p->spot_capacity) {
        size_t capacity = p->spot_capacity == 0 ? 256 : p->spot_capacity * 2;
        struct pin_spot *spots = realloc(p->spots, capacity * sizeof *spots);
        if (spots == NULL)
            return HPT_ERR_MEMORY;
        p->spots = spots;
        p->spot_capacity = capacity;
    }
    if (p->spot_count > 0) {
        const struct pin_spot *last = &p->spots[p->spot_count - 1];
        spot.before = last->before + (last->is_fixed ? 0 : last->end - last->start);
    }
    p->spots[p->spot_count++] = spot;
    return HPT_OK;
}

static enum hpt_status add_way(struct pins *p, struct pin_way way)
{
    if (p->way_count == p->way_capacity) {
        size_t capacity = p->way_capacity == 0 ? 256 : p->way_capacity * 2;
        struct pin_way *ways = realloc(p->ways, capacity * sizeof *ways);
        if (ways == NULL)
            return HPT_ERR_MEMORY;
        p->ways = ways;
        p->way_capacity = capacity;
    }
    p->ways[p->way_count++] = way;
    return HPT_OK;
}

static enum hpt_status add_spots(struct pins *p, const struct hpt_heap *heap, uint32_t number)
{
    struct pin_spot spot = {
        .start = heap->start, .end = heap->start, .heap = number, .is_fixed = true};
    enum hpt_status status = add_spot(p, spot);
    struct hpt_block b;

    for (uint64_t at = heap->start; status == HPT_OK && hpt_heap_block(heap, at, &b);
         at = b.header + b.size) {
        spot.start = b.header;
        spot.end = b.header + b.size;
        spot.address = b.address;
        spot.is_fixed = b.state == HPT_BLOCK_UNKNOWN;
        if (b.state != HPT_BLOCK_FREE)
            status = add_spot(p, spot);
    }
    spot.start = spot.end = heap->end;
    spot.is_fixed = true;
    return status == HPT_OK ? add_spot(p, spot) : status;
}

/* The hole between the spots around [first, last], if these were released. An empty run is the hole
 * before `first` as it is. */
static uint64_t room(const struct pins *p, const struct hpt_heap *heap, size_t first, size_t last)
{
    return hpt_heap_room(heap, p->spots[first - 1].end, p->spots[last + 1].start);
}

/* The ways among the spots from `from` on, which are those of one heap. */
static enum hpt_status add_ways(struct pins *p, const struct hpt_heap *heap, uint64_t need,
                                size_t from)
{
    enum hpt_status status = HPT_OK;
    size_t first = from + 1;

    for (size_t last = first; last + 1 < p->spot_count && status == HPT_OK; last++) {
        if (p->spots[last].is_fixed) {
            first = last + 1;
            continue;
        }
        while (first < last && room(p, heap, first + 1, last) >= need)
            first++;
        if (room(p, heap, first, last) >= need && room(p, heap, first, last - 1) < need)
            status = add_way(p, (struct pin_way){(uint32_t)first, (uint32_t)last});
    }
    return status;
}

/* A hole that is there already needs nobody to go. */
static bool fits(const struct pins *p, const struct hpt_heap *heap, uint64_t need, size_t from)
{
    for (size_t i = from + 1; i < p->spot_count; i++)
        if (room(p, heap, i, i - 1) >= need)
            return true;
    return false;
}

enum hpt_status pins_find(struct pins *p, const struct hpt_state *state, uint64_t size)
{
    for (size_t i = 0; i < state->heap_count; i++) {
        const struct hpt_heap *heap = &state->heaps[i];
        size_t from = p->spot_count;
        if (heap->native)
            continue;
        uint64_t need = hpt_heap_need(heap, size);
        if (add_spots(p, heap, (uint32_t)i) != HPT_OK)
            return HPT_ERR_MEMORY;
        if (need > 0 && !fits(p, heap, need, from) && add_ways(p, heap, need, from) != HPT_OK)
            return HPT_ERR_MEMORY;
    }
    return HPT_OK;
}

void pins_release(struct pins *p)
{
    free(p->spots);
    free(p->ways);
    *p = (struct pins){0};
}

uint64_t pins_bytes(const struct pins *p, struct pin_way way)
{
    const struct pin_spot *last = &p->spots[way.last];

    return last->before + (last->end - last->start) - p->spots[way.first].before;
}

uint64_t pins_blocks(struct pin_way way)
{
    return (uint64_t)way.last - way.first + 1;
}

static bool is_cheaper(const struct pins *p, enum pin_cost cost, struct pin_way a, struct pin_way b)
{
    uint64_t bytes_a = pins_bytes(p, a);
    uint64_t bytes_b = pins_bytes(p, b);
    uint64_t blocks_a = pins_blocks(a);
    uint64_t blocks_b = pins_blocks(b);

    if (cost == PIN_BY_BYTES)
        return bytes_a != bytes_b ? bytes_a < bytes_b : blocks_a < blocks_b;
    return blocks_a != blocks_b ? blocks_a < blocks_b : bytes_a < bytes_b;
}

size_t pins_cheapest(const struct pins *p, enum pin_cost cost, size_t most, struct pin_way *ways)
{
    size_t count = 0;

    for (size_t i = 0; i < p->way_count; i++) {
        size_t at = count;
        while (at > 0 && is_cheaper(p, cost, p->ways[i], ways[at - 1]))
            at--;
        if (at == most)
            continue;
        count += count < most;
        for (size_t j = count - 1; j > at; j--)
            ways[j] = ways[j - 1];
        ways[at] = p->ways[i];
    }
    return count;
}

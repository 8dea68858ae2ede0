#include "heap/live.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 512, SIZE_BITS = 31 };

static uint64_t mix(uint64_t x)
{
    x *= 0xBF58476D1CE4E5B9u;
    return (x ^ x >> 32) * 0x94D049BB133111EBu;
}

/* The slot where a search begins: the mixed address as a fraction of the table. */
static size_t home_of(const struct live *l, uint64_t address)
{
    return (size_t)((mix(address) >> 32) * l->capacity >> 32);
}

static size_t next(const struct live *l, size_t i)
{
    return i + 1 < l->capacity ? i + 1 : 0;
}

/* The slot of the address, or the empty one where it would go. */
static size_t find(const struct live *l, uint64_t address)
{
    size_t i = home_of(l, address);

    while (l->slots[i].address != address && l->slots[i].address != 0)
        i = next(l, i);
    return i;
}

__attribute__((cold)) enum hpt_status live_grow(struct live *l)
{
    struct live was = *l;

    l->capacity = was.capacity > 0 ? was.capacity + was.capacity / 2 : FIRST_CAPACITY;
    l->slots = l->capacity < UINT32_MAX ? calloc(l->capacity, sizeof *l->slots) : NULL;
    if (!l->slots) {
        *l = was;
        return HPT_ERR_MEMORY;
    }
    for (size_t i = 0; i < was.capacity; i++)
        if (was.slots[i].address != 0)
            l->slots[find(l, was.slots[i].address)] = was.slots[i];
    l->limit = l->capacity - l->capacity / 4;
    free(was.slots);
    return HPT_OK;
}

void live_release(struct live *l)
{
    free(l->slots);
    *l = (struct live){0};
}

enum hpt_status live_own(struct live *l)
{
    const struct live_slot *shared = l->slots;

    if (l->capacity == 0)
        return HPT_OK;
    l->slots = malloc(l->capacity * sizeof *l->slots);
    if (!l->slots) {
        *l = (struct live){0};
        return HPT_ERR_MEMORY;
    }
    memcpy(l->slots, shared, l->capacity * sizeof *l->slots);
    return HPT_OK;
}

static struct live_block block_of_slot(const struct live_slot *s)
{
    return (struct live_block){s->what & INT32_MAX, s->what >> SIZE_BITS};
}

static uint64_t packed(struct live_block b)
{
    uint64_t size = b.requested <= INT32_MAX ? b.requested : INT32_MAX;
    uint64_t event = b.event >> (64 - SIZE_BITS) == 0 ? b.event : 0;

    return size | event << SIZE_BITS;
}

bool live_add(struct live *l, uint64_t address, struct live_block block, struct live_block *was)
{
    struct live_slot *s = &l->slots[find(l, address)];
    bool replaces = s->address != 0;

    if (replaces) {
        *was = block_of_slot(s);
        l->bytes -= was->requested;
    }
    l->count += !replaces;
    *s = (struct live_slot){address, packed(block)};
    l->bytes += s->what & INT32_MAX;
    return replaces;
}

/* Entries behind a slot that became empty move into it where their searches pass it. */
static void close_hole(struct live *l, size_t hole)
{
    for (size_t i = next(l, hole); l->slots[i].address != 0; i = next(l, i)) {
        size_t home = home_of(l, l->slots[i].address);
        bool stays = hole < i ? home > hole && home <= i : home > hole || home <= i;
        if (stays)
            continue;
        l->slots[hole] = l->slots[i];
        hole = i;
    }
    l->slots[hole].address = 0;
}

bool live_remove(struct live *l, uint64_t address, struct live_block *was)
{
    if (l->count == 0)
        return false;
    size_t i = find(l, address);
    if (l->slots[i].address == 0)
        return false;
    *was = block_of_slot(&l->slots[i]);
    l->bytes -= was->requested;
    l->count--;
    close_hole(l, i);
    return true;
}

bool live_is_large(const struct live *l)
{
    enum { LARGE = 1 << 15 };

    return l->capacity >= LARGE;
}

void live_fetch(const struct live *l, uint64_t address)
{
    if (live_is_large(l))
        __builtin_prefetch(&l->slots[home_of(l, address)]);
}

bool live_has(const struct live *l, uint64_t address)
{
    return l->count > 0 && l->slots[find(l, address)].address != 0;
}

bool live_has_between(const struct live *l, uint64_t start, uint64_t end)
{
    size_t i = 0;

    while (i < l->capacity &&
           (l->slots[i].address < start || l->slots[i].address >= end || l->slots[i].address == 0))
        i++;
    return i < l->capacity;
}

size_t live_longest_search(const struct live *l)
{
    size_t longest = 0;

    for (size_t i = 0; i < l->capacity; i++) {
        if (l->slots[i].address == 0)
            continue;
        size_t home = home_of(l, l->slots[i].address);
        size_t steps = (i >= home ? i - home : i + l->capacity - home) + 1;
        longest = steps > longest ? steps : longest;
    }
    return longest;
}

#include "heap/bins.h"

#include <stdlib.h>

enum { FIRST_CAPACITY = 32 };

/* One of the two trees. */
struct tree {
    struct bins *b;
    uint32_t *root;
    bool by_size;
};

static struct tree tree_of(struct bins *b, bool by_size)
{
    return (struct tree){b, by_size ? &b->root_by_size : &b->root_by_start, by_size};
}

static struct bin_links *links(const struct tree *t, uint32_t entry)
{
    struct bin_entry *e = &t->b->entries[entry];

    return t->by_size ? &e->by_size : &e->by_start;
}

static bool is_before(bool by_size, const struct bin_chunk *a, const struct bin_chunk *b)
{
    if (!by_size)
        return a->start < b->start;
    return a->size != b->size ? a->size < b->size : a->stamp < b->stamp;
}

static bool goes_less(const struct tree *t, uint32_t entry, uint32_t than)
{
    return is_before(t->by_size, &t->b->entries[entry].chunk, &t->b->entries[than].chunk);
}

static void hang_in(const struct tree *t, uint32_t entry)
{
    const struct bin_entry *all = t->b->entries;
    uint32_t *at = t->root;

    while (*at != 0 && all[*at].weight > all[entry].weight)
        at = goes_less(t, entry, *at) ? &links(t, *at)->less : &links(t, *at)->more;
    uint32_t *less = &links(t, entry)->less;
    uint32_t *more = &links(t, entry)->more;
    uint32_t below = *at;
    *at = entry;
    while (below != 0) { /* what hung here goes to the sides of the new entry */
        if (goes_less(t, below, entry)) {
            *less = below;
            less = &links(t, below)->more;
            below = *less;
        } else {
            *more = below;
            more = &links(t, below)->less;
            below = *more;
        }
    }
    *less = *more = 0;
}

static void take_down(const struct tree *t, uint32_t entry)
{
    const struct bin_entry *all = t->b->entries;
    uint32_t *at = t->root;

    while (*at != entry)
        at = goes_less(t, entry, *at) ? &links(t, *at)->less : &links(t, *at)->more;
    uint32_t less = links(t, entry)->less;
    uint32_t more = links(t, entry)->more;
    while (less != 0 && more != 0) {
        if (all[less].weight > all[more].weight) {
            *at = less;
            at = &links(t, less)->more;
            less = *at;
        } else {
            *at = more;
            at = &links(t, more)->less;
            more = *at;
        }
    }
    *at = less != 0 ? less : more;
}

void bins_release(struct bins *b)
{
    free(b->entries);
    *b = (struct bins){0};
}

enum hpt_status bins_reserve(struct bins *b, size_t chunks)
{
    size_t capacity = b->capacity == 0 ? FIRST_CAPACITY : b->capacity;

    if (chunks < b->capacity) /* the first entry is not used */
        return HPT_OK;
    while (capacity <= chunks)
        capacity *= 2;
    struct bin_entry *entries = realloc(b->entries, capacity * sizeof *entries);
    if (!entries)
        return HPT_ERR_MEMORY;
    b->entries = entries;
    b->used = b->used == 0 ? 1 : b->used;
    b->capacity = capacity;
    return HPT_OK;
}

/* An entry that is not in use. */
static uint32_t open_entry(struct bins *b)
{
    uint32_t entry = b->spare;

    if (entry == 0)
        return (uint32_t)b->used++;
    b->spare = b->entries[entry].by_size.less;
    return entry;
}

/* A sequence without short cycles is all that the weights need (Marsaglia, Xorshift RNGs, 2003). */
static uint32_t next_weight(struct bins *b)
{
    uint32_t r = b->random == 0 ? 2463534242u : b->random;

    r ^= r << 13;
    r ^= r >> 17;
    r ^= r << 5;
    b->random = r;
    return r;
}

void bins_put(struct bins *b, struct bin_chunk c)
{
    struct tree by_size = tree_of(b, true);
    struct tree by_start = tree_of(b, false);
    uint32_t entry = open_entry(b);

    if (c.stamp == 0)
        c.stamp = ++b->stamp;
    b->entries[entry] = (struct bin_entry){.chunk = c, .weight = next_weight(b)};
    hang_in(&by_size, entry);
    hang_in(&by_start, entry);
    b->count++;
}

/* The entry of the chunk at `start`, or 0. */
static uint32_t entry_at(const struct bins *b, uint64_t start)
{
    uint32_t at = b->root_by_start;

    while (at != 0 && b->entries[at].chunk.start != start) {
        const struct bin_entry *e = &b->entries[at];
        at = start < e->chunk.start ? e->by_start.less : e->by_start.more;
    }
    return at;
}

bool bins_take(struct bins *b, uint64_t start, struct bin_chunk *c)
{
    struct tree by_size = tree_of(b, true);
    struct tree by_start = tree_of(b, false);
    uint32_t entry = entry_at(b, start);

    if (entry == 0)
        return false;
    *c = b->entries[entry].chunk;
    take_down(&by_size, entry);
    take_down(&by_start, entry);
    b->entries[entry].by_size.less = b->spare;
    b->spare = entry;
    b->count--;
    return true;
}

bool bins_find(const struct bins *b, uint64_t start, struct bin_chunk *c)
{
    uint32_t entry = entry_at(b, start);

    if (entry != 0)
        *c = b->entries[entry].chunk;
    return entry != 0;
}

bool bins_fit(const struct bins *b, uint64_t size, struct bin_chunk *c)
{
    uint32_t at = b->root_by_size;
    uint32_t found = 0;

    while (at != 0) {
        const struct bin_entry *e = &b->entries[at];
        bool fits = e->chunk.size >= size;
        found = fits ? at : found;
        at = fits ? e->by_size.less : e->by_size.more;
    }
    if (found != 0)
        *c = b->entries[found].chunk;
    return found != 0;
}

uint64_t bins_largest(const struct bins *b)
{
    uint32_t at = b->root_by_size;

    while (at != 0 && b->entries[at].by_size.more != 0)
        at = b->entries[at].by_size.more;
    return at != 0 ? b->entries[at].chunk.size : 0;
}

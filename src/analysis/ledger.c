#include "analysis/ledger.h"

#include <stdlib.h>

/* Fibonacci hashing (Knuth, TAOCP 3, 6.4): addresses are multiples of four or eight. */
static size_t slot_of(const struct ledger *l, uint64_t address)
{
    return (size_t)((address * UINT64_C(0x9e3779b97f4a7c15)) >> 20) & (l->capacity - 1);
}

static size_t search(const struct ledger *l, uint64_t address)
{
    size_t i = slot_of(l, address);

    while (l->slots[i].address != 0 && l->slots[i].address != address)
        i = (i + 1) & (l->capacity - 1);
    return i;
}

static enum hpt_status grow(struct ledger *l)
{
    struct record *old = l->slots;
    size_t old_capacity = l->capacity;
    size_t capacity = old_capacity == 0 ? 256 : old_capacity * 2;
    struct record *slots = calloc(capacity, sizeof *slots);

    if (slots == NULL)
        return HPT_ERR_MEMORY;
    l->slots = slots;
    l->capacity = capacity;
    for (size_t i = 0; i < old_capacity; i++)
        if (old[i].address != 0)
            slots[search(l, old[i].address)] = old[i];
    free(old);
    return HPT_OK;
}

static enum hpt_status add(struct ledger *l, const struct record *r)
{
    if ((l->live + 1) * 2 > l->capacity && grow(l) != HPT_OK)
        return HPT_ERR_MEMORY;
    l->slots[search(l, r->address)] = *r;
    l->live++;
    return HPT_OK;
}

/* Takes the record at the address out, into *r. The records behind it move up (Knuth, TAOCP 3, 6.4,
 * algorithm R). */
static void take_out(struct ledger *l, uint64_t address, struct record *r)
{
    if (l->capacity == 0 || address == 0)
        return;
    size_t hole = search(l, address);
    if (l->slots[hole].address == 0)
        return;
    *r = l->slots[hole];
    l->live--;
    for (size_t i = (hole + 1) & (l->capacity - 1); l->slots[i].address != 0;
         i = (i + 1) & (l->capacity - 1)) {
        size_t home = slot_of(l, l->slots[i].address);
        if (((i - home) & (l->capacity - 1)) < ((i - hole) & (l->capacity - 1)))
            continue;
        l->slots[hole] = l->slots[i];
        hole = i;
    }
    l->slots[hole].address = 0;
}

static void empty(struct ledger *l)
{
    for (size_t i = 0; i < l->capacity; i++) {
        if (l->slots[i].address != 0)
            said_drop(&l->said, l->slots[i].said);
        l->slots[i].address = 0;
    }
    l->live = 0;
}

static void forget(struct ledger *l, struct record *r)
{
    if (r->address == 0)
        return;
    said_drop(&l->said, r->said);
    r->address = 0;
}

static enum hpt_status come(struct ledger *l, const struct hpt_event *e, struct record *r)
{
    *r = (struct record){.address = e->address,
                         .event = e->number,
                         .bytes = l->bytes,
                         .count = l->count,
                         .time_us = e->time_us,
                         .line = e->input_line,
                         .requested = e->size,
                         .occupied = e->block.size};
    if (sites_find(&l->sites, e->caller, e->size, &r->site) != HPT_OK ||
        said_hold(&l->said, &r->said) != HPT_OK)
        return HPT_ERR_MEMORY;
    l->bytes += e->size;
    l->count++;
    return add(l, r);
}

/* One that lives in the map and that the ledger has not heard of. */
static enum hpt_status add_unheard(struct ledger *l, const struct hpt_block *b)
{
    struct record r = {.address = b->address,
                       .event = b->event,
                       .bytes = l->bytes,
                       .count = l->count,
                       .requested = b->requested,
                       .occupied = b->size};

    if (sites_find(&l->sites, b->caller, b->requested, &r.site) != HPT_OK)
        return HPT_ERR_MEMORY;
    return add(l, &r);
}

static enum hpt_status add_heap(struct ledger *l, struct ledger *old, const struct hpt_heap *heap)
{
    struct hpt_block b;

    for (uint64_t at = heap->start; hpt_heap_block(heap, at, &b); at = b.header + b.size) {
        struct record r = {0};
        if (b.state != HPT_BLOCK_USED || !b.seen || b.address == 0)
            continue;
        take_out(old, b.address, &r);
        if (r.event == b.event && r.address != 0) {
            r.occupied = b.size;
            if (add(l, &r) != HPT_OK)
                return HPT_ERR_MEMORY;
            continue;
        }
        said_drop(&l->said, r.said);
        if (add_unheard(l, &b) != HPT_OK)
            return HPT_ERR_MEMORY;
    }
    return HPT_OK;
}

static enum hpt_status rebuild(struct ledger *l, const struct hpt_state *state)
{
    struct ledger old = {.slots = l->slots, .capacity = l->capacity, .live = l->live};
    enum hpt_status status = HPT_OK;

    l->slots = NULL;
    l->capacity = l->live = 0;
    l->rebuilt = state->event;
    for (size_t i = 0; i < state->heap_count && status == HPT_OK; i++)
        status = add_heap(l, &old, &state->heaps[i]);
    for (size_t i = 0; i < old.capacity; i++)
        if (old.slots[i].address != 0)
            said_drop(&l->said, old.slots[i].said);
    free(old.slots);
    return status;
}

enum hpt_status ledger_agree(struct ledger *l, const struct hpt_state *state, bool *rebuilt)
{
    bool differs = !state->counted_only && l->live != state->live_blocks;

    if (rebuilt != NULL)
        *rebuilt = differs;
    return differs ? rebuild(l, state) : HPT_OK;
}

void ledger_text(struct ledger *l, struct hpt_str bytes)
{
    said_text(&l->said, bytes);
}

static void begin_run(struct ledger *l, uint64_t run)
{
    empty(l);
    l->run = run;
    l->bytes = l->count = 0;
}

/* What the event itself says. */
static enum hpt_status take(struct ledger *l, const struct hpt_event *e, struct change *c)
{
    if (e->kind == HPT_EVENT_FREE) {
        take_out(l, e->address, &l->gone);
        return HPT_OK;
    }
    if (e->kind == HPT_EVENT_RESIZE)
        take_out(l, e->old_address, &l->gone);
    if (e->kind == HPT_EVENT_FAIL || e->address == 0)
        return HPT_OK;
    take_out(l, e->address, &l->over);
    return come(l, e, &c->come);
}

enum hpt_status ledger_event(struct ledger *l, const struct hpt_event *e,
                             const struct hpt_state *state, struct change *change)
{
    change->is_new_run = change->is_rebuilt = false;
    change->gone.address = change->over.address = change->come.address = 0;
    forget(l, &l->gone);
    forget(l, &l->over);
    if (e->repeated)
        return HPT_OK;
    if (e->run != l->run) {
        change->is_new_run = l->run != 0;
        begin_run(l, e->run);
    }
    if (take(l, e, change) != HPT_OK)
        return HPT_ERR_MEMORY;
    if (l->gone.address != 0)
        change->gone = l->gone;
    if (l->over.address != 0)
        change->over = l->over;
    /* Not more often than there are blocks to walk over. */
    if (l->live != state->live_blocks && e->number - l->rebuilt > l->live)
        return ledger_agree(l, state, &change->is_rebuilt);
    return HPT_OK;
}

const struct record *ledger_find(const struct ledger *l, uint64_t address)
{
    if (l->capacity == 0 || address == 0)
        return NULL;
    const struct record *r = &l->slots[search(l, address)];
    return r->address != 0 ? r : NULL;
}

const struct record *ledger_next(const struct ledger *l, size_t *at)
{
    while (*at < l->capacity) {
        const struct record *r = &l->slots[(*at)++];
        if (r->address != 0)
            return r;
    }
    return NULL;
}

void ledger_release(struct ledger *l)
{
    sites_release(&l->sites);
    said_release(&l->said);
    free(l->slots);
    *l = (struct ledger){0};
}

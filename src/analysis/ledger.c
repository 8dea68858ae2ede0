#include "analysis/ledger_take.h"

#include "base/cache_line.h"

#include <assert.h>
#include <stdlib.h>

static_assert(sizeof(struct record) == (size_t)CACHE_LINE, "a record is longer than a cache line");
static_assert(SITES_MAX <= UINT16_MAX && SAID_LINES_MAX <= UINT16_MAX, "numbers do not fit");

static void move_chain(struct ledger *l, uint32_t number)
{
    while (number != 0) {
        uint32_t *head = &l->heads[ledger_chain(l, l->records[number].address)];
        uint32_t next = l->next[number];
        l->next[number] = *head;
        *head = number;
        number = next;
    }
}

/* Twice as many chains. */
enum hpt_status ledger_grow_heads(struct ledger *l)
{
    uint32_t *old = l->heads;
    size_t old_capacity = l->capacity;
    size_t capacity = old_capacity == 0 ? 512 : old_capacity * 2;
    uint32_t *heads = calloc(capacity, sizeof *heads);

    if (heads == NULL)
        return HPT_ERR_MEMORY;
    l->shift = old_capacity == 0 ? 64 - 9 : l->shift - 1;
    l->heads = heads;
    l->capacity = capacity;
    for (size_t i = 0; i < old_capacity; i++)
        move_chain(l, old[i]);
    free(old);
    return HPT_OK;
}

enum hpt_status ledger_grow_records(struct ledger *l)
{
    size_t room = l->room == 0 ? 128 : (size_t)l->room * 2;

    if (room > UINT32_MAX / 4)
        return HPT_ERR_MEMORY;
    struct record *records =
        cache_line_grow(l->records, l->room * sizeof *records, room * sizeof *records);
    if (records == NULL)
        return HPT_ERR_MEMORY;
    if (l->room == 0)
        records[0] = (struct record){0}; /* none: what an empty chain begins with */
    l->records = records;
    uint32_t *next = realloc(l->next, room * sizeof *next);
    if (next == NULL)
        return HPT_ERR_MEMORY;
    l->next = next;
    l->room = (uint32_t)room;
    return HPT_OK;
}

/* One that the map does not have. What came with the last event can still be read. */
static void drop(struct ledger *l, uint32_t number)
{
    if (number == l->come)
        l->left = number;
    else
        ledger_give_back(l, number);
}

static void drop_chain(struct ledger *l, uint32_t number)
{
    while (number != 0) {
        uint32_t next = l->next[number];
        drop(l, number);
        number = next;
    }
}

static enum hpt_status add_again(struct ledger *l, uint32_t number)
{
    uint32_t over = 0;
    enum hpt_status status = ledger_add(l, number, &over);

    if (over != 0)
        drop(l, over);
    return status;
}

/* One that lives in the map and that the ledger has not heard of. */
static enum hpt_status add_unheard(struct ledger *l, const struct hpt_block *b)
{
    uint32_t site, number;

    if (sites_find(&l->sites, b->caller, b->requested, &site) != HPT_OK ||
        ledger_take_number(l, &number) != HPT_OK)
        return HPT_ERR_MEMORY;
    l->records[number] = (struct record){.address = b->address,
                                         .event = b->event,
                                         .bytes = l->bytes,
                                         .count = l->count,
                                         .requested = b->requested,
                                         .occupied = (uint32_t)b->size,
                                         .site = (uint16_t)site};
    return add_again(l, number);
}

/* `old` has the chains as they were; numbers go from them into the new ones. */
static enum hpt_status add_block(struct ledger *l, struct ledger *old, const struct hpt_block *b)
{
    uint32_t number = ledger_take_out(old, b->address);

    if (number == 0)
        return add_unheard(l, b);
    if (l->records[number].event != b->event) {
        drop(l, number);
        return add_unheard(l, b);
    }
    l->records[number].occupied = (uint32_t)b->size;
    return add_again(l, number);
}

static enum hpt_status add_heap(struct ledger *l, struct ledger *old, const struct hpt_heap *heap)
{
    struct hpt_block b;

    for (uint64_t at = heap->start; hpt_heap_block(heap, at, &b); at = b.header + b.size) {
        if (b.state != HPT_BLOCK_USED || !b.seen || b.address == 0)
            continue;
        old->records = l->records; /* these may have moved */
        old->next = l->next;
        if (add_block(l, old, &b) != HPT_OK)
            return HPT_ERR_MEMORY;
    }
    return HPT_OK;
}

static enum hpt_status rebuild(struct ledger *l, const struct hpt_state *state)
{
    struct ledger old = *l;
    enum hpt_status status = HPT_OK;

    l->heads = NULL;
    l->capacity = l->live = 0;
    l->live_bytes = 0;
    l->rebuilt = state->event;
    for (size_t i = 0; i < state->heap_count && status == HPT_OK; i++)
        status = add_heap(l, &old, &state->heaps[i]);
    for (size_t i = 0; i < old.capacity; i++)
        drop_chain(l, old.heads[i]);
    free(old.heads);
    return status;
}

enum hpt_status ledger_agree(struct ledger *l, const struct hpt_state *state, bool *rebuilt)
{
    bool is_other = !state->counted_only && ledger_differs(l, state);

    if (rebuilt != NULL)
        *rebuilt = is_other;
    return is_other ? rebuild(l, state) : HPT_OK;
}

void ledger_text(struct ledger *l, struct hpt_str bytes)
{
    said_text(&l->said, bytes);
}

void ledger_print(struct ledger *l, bool is_torn)
{
    said_unsay(&l->said, is_torn);
}

void ledger_begin_run(struct ledger *l, uint64_t run)
{
    for (size_t i = 0; i < l->capacity; i++) {
        drop_chain(l, l->heads[i]);
        l->heads[i] = 0;
    }
    l->live = 0;
    l->live_bytes = 0;
    l->run = run;
    l->bytes = l->count = 0;
}

enum hpt_status ledger_hear_anew(struct ledger *l, const struct hpt_state *state,
                                 struct change *change)
{
    enum hpt_status status = ledger_agree(l, state, &change->is_rebuilt);

    change->gone = ledger_record(l, l->gone);
    change->over = ledger_record(l, l->over);
    change->come = ledger_record(l, l->come);
    return status;
}

enum hpt_status ledger_event(struct ledger *l, const struct hpt_event *e,
                             const struct hpt_state *state, struct change *change)
{
    return ledger_take(l, e, state, change);
}

const struct record *ledger_find(const struct ledger *l, uint64_t address)
{
    if (l->capacity == 0 || address == 0)
        return NULL;
    return ledger_record(l, *ledger_search(l, address));
}

const struct record *ledger_next(const struct ledger *l, size_t *at)
{
    while (*at < l->numbers) {
        size_t number = ++*at;
        if (l->records[number].address != 0 && number != l->gone && number != l->over &&
            number != l->left)
            return &l->records[number];
    }
    return NULL;
}

void ledger_release(struct ledger *l)
{
    sites_release(&l->sites);
    said_release(&l->said);
    free(l->heads);
    free(l->records);
    free(l->next);
    *l = (struct ledger){0};
}

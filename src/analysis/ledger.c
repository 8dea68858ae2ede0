#include "analysis/ledger.h"

#include "base/cache_line.h"

#include <assert.h>
#include <stdlib.h>

static_assert(sizeof(struct record) == (size_t)CACHE_LINE, "a record is longer than a cache line");
static_assert(SITES_MAX <= UINT16_MAX && SAID_LINES_MAX <= UINT16_MAX, "numbers do not fit");

/* Where the number of the record at the address stands, or the 0 at its chain's end. */
static inline uint32_t *search(const struct ledger *l, uint64_t address)
{
    uint32_t *at = &l->heads[ledger_chain(l, address)];

    while (*at != 0 && l->records[*at].address != address)
        at = &l->next[*at];
    return at;
}

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
static enum hpt_status grow_heads(struct ledger *l)
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

static enum hpt_status grow_records(struct ledger *l)
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

/* The number of a record that nobody has. */
static inline enum hpt_status take_number(struct ledger *l, uint32_t *number)
{
    if (l->unused != 0) {
        *number = l->unused;
        l->unused = l->next[l->unused];
        return HPT_OK;
    }
    if (l->numbers + 1 >= l->room && grow_records(l) != HPT_OK)
        return HPT_ERR_MEMORY;
    *number = ++l->numbers;
    return HPT_OK;
}

static inline void give_back(struct ledger *l, uint32_t number)
{
    if (l->records[number].said != 0)
        said_drop(&l->said, l->records[number].said);
    l->records[number].address = 0;
    l->next[number] = l->unused;
    l->unused = number;
}

/* Takes the record out of its chain. */
static inline uint32_t unlink_at(struct ledger *l, uint32_t *at)
{
    uint32_t number = *at;

    *at = l->next[number];
    l->live--;
    l->live_bytes -= l->records[number].requested;
    return number;
}

/* Lets the record live. *over is the number of the one that did at its address, or stays. */
static inline enum hpt_status add(struct ledger *l, uint32_t number, uint32_t *over)
{
    const struct record *r = &l->records[number];

    if ((l->live + 1) * 4 > l->capacity && grow_heads(l) != HPT_OK)
        return HPT_ERR_MEMORY;
    uint32_t *at = search(l, r->address);
    if (*at != 0)
        *over = unlink_at(l, at);
    uint32_t *head = &l->heads[ledger_chain(l, r->address)];
    l->next[number] = *head;
    *head = number;
    l->live++;
    l->live_bytes += r->requested;
    return HPT_OK;
}

/* The record at the address lives no more: its number, or 0. */
static inline uint32_t take_out(struct ledger *l, uint64_t address)
{
    if (l->capacity == 0 || address == 0)
        return 0;
    uint32_t *at = search(l, address);
    return *at != 0 ? unlink_at(l, at) : 0;
}

/* What the last event let go. */
static inline void forget(struct ledger *l, uint32_t *number)
{
    if (*number != 0)
        give_back(l, *number);
    *number = 0;
}

static inline enum hpt_status come(struct ledger *l, const struct hpt_event *e)
{
    uint32_t site, said;

    if (sites_find(&l->sites, e->caller, e->size, &site) != HPT_OK ||
        said_hold(&l->said, &said) != HPT_OK || take_number(l, &l->come) != HPT_OK)
        return HPT_ERR_MEMORY;
    l->records[l->come] = (struct record){.address = e->address,
                                          .event = e->number,
                                          .bytes = l->bytes,
                                          .count = l->count,
                                          .time_us = e->time_us,
                                          .line = e->input_line,
                                          .requested = e->size,
                                          .occupied = (uint32_t)e->block.size,
                                          .site = (uint16_t)site,
                                          .said = (uint16_t)said};
    l->bytes += e->size;
    l->count++;
    return add(l, l->come, &l->over);
}

/* One that the map does not have. What came with the last event can still be read. */
static void drop(struct ledger *l, uint32_t number)
{
    if (number == l->come)
        l->left = number;
    else
        give_back(l, number);
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
    enum hpt_status status = add(l, number, &over);

    if (over != 0)
        drop(l, over);
    return status;
}

/* One that lives in the map and that the ledger has not heard of. */
static enum hpt_status add_unheard(struct ledger *l, const struct hpt_block *b)
{
    uint32_t site, number;

    if (sites_find(&l->sites, b->caller, b->requested, &site) != HPT_OK ||
        take_number(l, &number) != HPT_OK)
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
    uint32_t number = take_out(old, b->address);

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

static inline bool differs(const struct ledger *l, const struct hpt_state *state)
{
    return l->live != state->live_blocks || l->live_bytes != state->live_bytes;
}

enum hpt_status ledger_agree(struct ledger *l, const struct hpt_state *state, bool *rebuilt)
{
    bool is_other = !state->counted_only && differs(l, state);

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

static void begin_run(struct ledger *l, uint64_t run)
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

/* What the event itself says. */
static inline enum hpt_status take(struct ledger *l, const struct hpt_event *e)
{
    if (e->kind == HPT_EVENT_FREE) {
        l->gone = take_out(l, e->address);
        return HPT_OK;
    }
    if (e->kind == HPT_EVENT_RESIZE)
        l->gone = take_out(l, e->old_address);
    if (e->kind == HPT_EVENT_FAIL || e->address == 0)
        return HPT_OK;
    return come(l, e);
}

static inline const struct record *record_of(const struct ledger *l, uint32_t number)
{
    return number != 0 ? &l->records[number] : NULL;
}

enum hpt_status ledger_event(struct ledger *l, const struct hpt_event *e,
                             const struct hpt_state *state, struct change *change)
{
    enum hpt_status status = HPT_OK;

    *change = (struct change){.is_new_run = false};
    forget(l, &l->gone);
    if ((l->over | l->left) != 0) {
        forget(l, &l->over);
        forget(l, &l->left);
    }
    l->come = 0;
    if (e->repeated)
        return HPT_OK;
    if (e->run != l->run) {
        change->is_new_run = l->run != 0;
        begin_run(l, e->run);
    }
    if (take(l, e) != HPT_OK)
        return HPT_ERR_MEMORY;
    /* Not more often than there are blocks to walk over. */
    if (differs(l, state) && e->number - l->rebuilt > l->live)
        status = ledger_agree(l, state, &change->is_rebuilt);
    change->gone = record_of(l, l->gone);
    change->over = record_of(l, l->over);
    change->come = record_of(l, l->come);
    return status;
}

const struct record *ledger_find(const struct ledger *l, uint64_t address)
{
    if (l->capacity == 0 || address == 0)
        return NULL;
    return record_of(l, *search(l, address));
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

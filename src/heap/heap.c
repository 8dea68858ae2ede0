#include "heap/binned.h"

#include <stdlib.h>
#include <string.h>

static uint64_t free_runs(const struct hpt_heap *heap, const struct blocks *b)
{
    return b->gaps + (heap->end > heap->top && blocks_gap(b, blocks_last(b)) == 0);
}

static inline void refresh(struct heaps *h, size_t heap)
{
    struct hpt_heap *pub = &h->pub[heap];
    const struct blocks *b = &h->blocks[heap];

    pub->free_bytes = b->free_bytes + (pub->end - pub->top);
    pub->free_blocks = free_runs(pub, b);
    h->touched |= UINT32_C(1) << heap;
}

/* As account, for records that are not as most are: unknown stretches, blocks from before the
 * trace, bounds that are not certain. */
static __attribute__((noinline, cold)) void account_odd(struct heaps *h, size_t heap,
                                                        const struct record *r, uint64_t sign)
{
    struct hpt_heap *pub = &h->pub[heap];

    if (r->kind == RECORD_USED) {
        pub->used_bytes += sign * r->size;
        pub->used_blocks += sign;
    } else {
        pub->unknown_bytes += sign * r->size;
        pub->unknown_blocks += sign;
        h->stretches += sign;
        pub->old_stretches += r->kind == RECORD_UNKNOWN_BEFORE ? sign : 0;
        h->lost_stretches += r->kind == RECORD_UNKNOWN_LOST ? sign : 0;
    }
    h->soft += r->soft != 0 ? sign : 0;
    if (r->seen) {
        h->live_blocks += sign;
        h->live_bytes += sign * r->requested;
    } else {
        h->unseen += sign;
    }
}

/* Adds (sign 1) or takes (sign -1) a record to the figures. */
static inline void account(struct heaps *h, size_t heap, const struct record *r, uint64_t sign)
{
    struct hpt_heap *pub = &h->pub[heap];

    if (r->kind != RECORD_USED || !r->seen || r->soft != 0) {
        account_odd(h, heap, r, sign);
        return;
    }
    pub->used_bytes += sign * r->size;
    pub->used_blocks += sign;
    h->live_blocks += sign;
    h->live_bytes += sign * r->requested;
}

void heaps_moved(struct heaps *h)
{
    for (size_t i = 0; i < h->count; i++)
        h->pub[i].blocks = &h->blocks[i];
}

void heaps_release(struct heaps *h)
{
    while (h->count > 0)
        heaps_drop(h, h->count - 1);
}

static size_t place_for(const struct heaps *h, const struct hpt_heap *like)
{
    size_t at = h->count;

    while (!like->native && at > 0 && (h->pub[at - 1].native || h->pub[at - 1].index > like->index))
        at--;
    return at;
}

static void drop_blocks(struct blocks *b)
{
    if (b->bins)
        bins_release(b->bins);
    free(b->bins);
    blocks_release(b);
}

static enum hpt_status add_bins(struct blocks *b)
{
    b->bins = calloc(1, sizeof *b->bins);
    return b->bins ? bins_reserve(b->bins, 1) : HPT_ERR_MEMORY;
}

enum hpt_status heaps_add(struct heaps *h, const struct hpt_heap *like, size_t *heap)
{
    struct blocks blocks;
    size_t at = place_for(h, like);

    if (h->count == HEAP_LIMIT || like->end - like->start >= BLOCKS_SPAN)
        return HPT_ERR_ARGUMENT;
    bool made = blocks_init(&blocks, like->start, like->top) == HPT_OK;
    if (made && h->rules)
        made = add_bins(&blocks) == HPT_OK;
    if (!made) {
        drop_blocks(&blocks);
        return HPT_ERR_MEMORY;
    }
    memmove(h->pub + at + 1, h->pub + at, (h->count - at) * sizeof *h->pub);
    memmove(h->blocks + at + 1, h->blocks + at, (h->count - at) * sizeof *h->blocks);
    h->blocks[at] = blocks;
    h->pub[at] = (struct hpt_heap){.index = like->index,
                                   .bounds = like->bounds,
                                   .native = like->native,
                                   .start = like->start,
                                   .top = like->top,
                                   .end = like->end};
    h->count++;
    heaps_moved(h);
    refresh(h, at);
    heaps_forget_journal(h);
    *heap = at;
    return HPT_OK;
}

bool heaps_misses_one(const struct heaps *h, uint64_t *index)
{
    *index = 0;
    for (size_t i = 0; i < h->count && !h->pub[i].native; i++)
        if (h->pub[i].bounds != HPT_BOUNDS_PRINTED)
            continue;
        else if (h->pub[i].index > *index)
            return true;
        else
            *index = h->pub[i].index + 1;
    return false;
}

void heaps_drop(struct heaps *h, size_t heap)
{
    struct place p = {0};

    while (blocks_next(&h->blocks[heap], &p)) {
        struct record r = blocks_record(&h->blocks[heap], p);
        account(h, heap, &r, (uint64_t)-1);
    }
    drop_blocks(&h->blocks[heap]);
    size_t behind = h->count - heap - 1;
    memmove(h->pub + heap, h->pub + heap + 1, behind * sizeof *h->pub);
    memmove(h->blocks + heap, h->blocks + heap + 1, behind * sizeof *h->blocks);
    h->count--;
    heaps_moved(h);
    heaps_forget_journal(h);
}

void heaps_set_bounds(struct heaps *h, size_t heap, uint64_t start, uint64_t top, uint64_t end)
{
    struct blocks *b = &h->blocks[heap];
    bool beyond = start > b->end; /* the end goes first then: no hole is ever less than nothing */

    if (b->bins)
        (void)binned_leave(h, heap, h->pub[heap].start);
    if (beyond)
        blocks_set_end(b, top);
    blocks_set_start(b, start);
    if (!beyond)
        blocks_set_end(b, top);
    h->pub[heap].start = start;
    h->pub[heap].top = top;
    h->pub[heap].end = end;
    if (b->bins && b->count > 0)
        binned_put(h, heap, start, blocks_gap(b, (struct place){0}));
    refresh(h, heap);
    heaps_forget_journal(h);
}

size_t heaps_find(const struct heaps *h, uint64_t address)
{
    size_t heap = 0;

    while (heap < h->count && (address < h->pub[heap].start || address >= h->pub[heap].end))
        heap++;
    return heap;
}

bool heaps_are_clear(const struct heaps *h, size_t but, uint64_t from, uint64_t to)
{
    for (size_t i = 0; i < h->count; i++)
        if (i != but && from < to && h->pub[i].start < to && from < h->pub[i].end)
            return false;
    return true;
}

struct change *heaps_note(struct heaps *h, enum change_kind kind, size_t heap)
{
    struct change *c = &h->journal[h->changes++ % JOURNAL_CHANGES];

    c->kind = kind;
    c->heap = (uint32_t)heap;
    return c;
}

/* This and remove_at are inline, as one of them is done for nearly every event. */
static inline __attribute__((always_inline)) enum hpt_status
insert(struct heaps *h, size_t heap, struct place p, const struct record *r)
{
    enum hpt_status status = blocks_insert(&h->blocks[heap], p, r);

    if (status == HPT_OK)
        account(h, heap, r, 1);
    refresh(h, heap);
    return status;
}

static inline void remove_at(struct heaps *h, size_t heap, struct place p, const struct record *r)
{
    account(h, heap, r, (uint64_t)-1);
    blocks_remove(&h->blocks[heap], p);
    refresh(h, heap);
}

static void move_top(struct heaps *h, size_t heap, uint64_t top)
{
    blocks_set_end(&h->blocks[heap], top);
    h->pub[heap].top = top;
    if (h->pub[heap].bounds == HPT_BOUNDS_INFERRED)
        h->pub[heap].end = top;
    refresh(h, heap);
}

/* The same with its effect on the bins. There are never more free chunks than blocks, and one. */
static __attribute__((noinline)) enum hpt_status
insert_binned(struct heaps *h, size_t heap, struct place p, const struct record *r)
{
    struct blocks *b = &h->blocks[heap];
    struct beside was;

    if (bins_reserve(b->bins, b->count + 2) != HPT_OK)
        return HPT_ERR_MEMORY;
    binned_before_insert(h, heap, p, &was);
    enum hpt_status status = insert(h, heap, p, r);
    heaps_note(h, CHANGE_INSERT, heap)->at = r->start;
    binned_after_insert(h, heap, r, &was);
    return status;
}

/* This and heaps_remove have all in them that an ordinary event does to the map. */
__attribute__((flatten)) enum hpt_status heaps_insert_at(struct heaps *h, size_t heap,
                                                         struct place p, const struct record *r)
{
    if (h->blocks[heap].bins)
        return insert_binned(h, heap, p, r);
    enum hpt_status status = insert(h, heap, p, r);
    if (status == HPT_OK)
        heaps_note(h, CHANGE_INSERT, heap)->at = r->start;
    return status;
}

enum hpt_status heaps_insert(struct heaps *h, size_t heap, const struct record *r)
{
    return heaps_insert_at(h, heap, blocks_find(&h->blocks[heap], r->start), r);
}

/* Removes the block at p, and leaves it in the journal. */
static inline const struct record *remove_noted(struct heaps *h, size_t heap, struct place p)
{
    struct record *r = &heaps_note(h, CHANGE_REMOVE, heap)->record;

    *r = blocks_record(&h->blocks[heap], p);
    remove_at(h, heap, p, r);
    return r;
}

static __attribute__((noinline)) const struct record *remove_binned(struct heaps *h, size_t heap,
                                                                    struct place p)
{
    struct beside was;

    binned_before_remove(h, heap, p, &was);
    const struct record *r = remove_noted(h, heap, p);
    binned_after_remove(h, heap, &was);
    return r;
}

__attribute__((flatten)) const struct record *heaps_remove(struct heaps *h, size_t heap,
                                                           struct place p)
{
    if (h->blocks[heap].bins)
        return remove_binned(h, heap, p);
    return remove_noted(h, heap, p);
}

enum hpt_status heaps_replace(struct heaps *h, size_t heap, struct place p, const struct record *r,
                              bool takes_above)
{
    struct blocks *b = &h->blocks[heap];
    struct beside was = {.takes_above = takes_above};

    if (b->bins)
        binned_before_replace(h, heap, p, r, &was);
    (void)remove_noted(h, heap, p);
    enum hpt_status status = insert(h, heap, blocks_find(b, r->start), r);
    if (status == HPT_OK)
        heaps_note(h, CHANGE_INSERT, heap)->at = r->start;
    if (b->bins)
        binned_after_replace(h, heap, r, &was);
    return status;
}

void heaps_set_caller(struct heaps *h, size_t heap, struct place p, uint64_t caller)
{
    blocks_set_caller(&h->blocks[heap], p, caller);
}

void heaps_change_top(struct heaps *h, size_t heap, uint64_t to)
{
    heaps_note(h, CHANGE_TOP, heap)->at = h->pub[heap].top;
    move_top(h, heap, to);
}

bool heaps_can_undo(const struct heaps *h, uint64_t mark)
{
    return h->changes - mark <= JOURNAL_CHANGES;
}

bool heaps_has_room(const struct heaps *h, uint64_t mark)
{
    return h->changes - mark <= JOURNAL_CHANGES - JOURNAL_RESERVE;
}

static void take_back(struct heaps *h, size_t heap, uint64_t at)
{
    struct place p = blocks_find(&h->blocks[heap], at);
    struct record r = blocks_record(&h->blocks[heap], p);

    remove_at(h, heap, p, &r);
}

enum hpt_status heaps_undo(struct heaps *h, uint64_t mark)
{
    while (h->changes > mark) {
        h->changes--;
        const struct change *c = &h->journal[h->changes % JOURNAL_CHANGES];
        switch (c->kind) {
        case CHANGE_INSERT:
            take_back(h, c->heap, c->at);
            break;
        case CHANGE_REMOVE:
            if (insert(h, c->heap, blocks_find(&h->blocks[c->heap], c->record.start), &c->record) !=
                HPT_OK)
                return HPT_ERR_MEMORY;
            break;
        case CHANGE_TOP:
            move_top(h, c->heap, c->at);
            break;
        case CHANGE_BINNED:
        case CHANGE_UNBINNED:
        case CHANGE_LAST:
            binned_undo(h, c);
            break;
        }
    }
    return HPT_OK;
}

/* Marks made before can no longer be undone to. */
void heaps_forget_journal(struct heaps *h)
{
    h->changes += JOURNAL_CHANGES + 1;
}

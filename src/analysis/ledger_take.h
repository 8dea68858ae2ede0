/* What the ledger does at every event, to be inlined where most events go through. */
#ifndef ANALYSIS_LEDGER_TAKE_H
#define ANALYSIS_LEDGER_TAKE_H

#include "analysis/ledger.h"

/* What is rare, in ledger.c: more room; all of a run that is over goes. */
enum hpt_status ledger_grow_heads(struct ledger *l) HPT_MUST_CHECK;
enum hpt_status ledger_grow_records(struct ledger *l) HPT_MUST_CHECK;
void ledger_begin_run(struct ledger *l, uint64_t run);
/* ledger_agree; *change is told again, as records may have moved. */
enum hpt_status ledger_hear_anew(struct ledger *l, const struct hpt_state *state,
                                 struct change *change) HPT_MUST_CHECK;

/* Where the number of the record at the address stands, or the 0 at its chain's end. */
static inline uint32_t *ledger_search(const struct ledger *l, uint64_t address)
{
    uint32_t *at = &l->heads[ledger_chain(l, address)];

    while (*at != 0 && l->records[*at].address != address)
        at = &l->next[*at];
    return at;
}

/* The number of a record that nobody has. */
static inline enum hpt_status ledger_take_number(struct ledger *l, uint32_t *number)
{
    if (l->unused != 0) {
        *number = l->unused;
        l->unused = l->next[l->unused];
        return HPT_OK;
    }
    if (l->numbers + 1 >= l->room && ledger_grow_records(l) != HPT_OK)
        return HPT_ERR_MEMORY;
    *number = ++l->numbers;
    return HPT_OK;
}

static inline void ledger_give_back(struct ledger *l, uint32_t number)
{
    if (l->records[number].said != 0)
        said_drop(&l->said, l->records[number].said);
    l->records[number].address = 0;
    l->next[number] = l->unused;
    l->unused = number;
}

/* Takes the record out of its chain. */
static inline uint32_t ledger_unlink(struct ledger *l, uint32_t *at)
{
    uint32_t number = *at;

    *at = l->next[number];
    l->live--;
    l->live_bytes -= l->records[number].requested;
    return number;
}

/* Lets the record live. *over is the number of the one that did at its address, or stays. */
static inline enum hpt_status ledger_add(struct ledger *l, uint32_t number, uint32_t *over)
{
    const struct record *r = &l->records[number];

    if ((l->live + 1) * 4 > l->capacity && ledger_grow_heads(l) != HPT_OK)
        return HPT_ERR_MEMORY;
    uint32_t *at = ledger_search(l, r->address);
    if (*at != 0)
        *over = ledger_unlink(l, at);
    uint32_t *head = &l->heads[ledger_chain(l, r->address)];
    l->next[number] = *head;
    *head = number;
    l->live++;
    l->live_bytes += r->requested;
    return HPT_OK;
}

/* The record at the address lives no more: its number, or 0. */
static inline uint32_t ledger_take_out(struct ledger *l, uint64_t address)
{
    if (l->capacity == 0 || address == 0)
        return 0;
    uint32_t *at = ledger_search(l, address);
    return *at != 0 ? ledger_unlink(l, at) : 0;
}

/* What the last event let go. */
static inline void ledger_forget(struct ledger *l, uint32_t *number)
{
    if (*number != 0)
        ledger_give_back(l, *number);
    *number = 0;
}

static inline enum hpt_status ledger_come(struct ledger *l, const struct hpt_event *e)
{
    uint32_t site, said;

    if (sites_find(&l->sites, e->caller, e->size, &site) != HPT_OK ||
        said_hold(&l->said, &said) != HPT_OK || ledger_take_number(l, &l->come) != HPT_OK)
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
    return ledger_add(l, l->come, &l->over);
}

static inline bool ledger_differs(const struct ledger *l, const struct hpt_state *state)
{
    return l->live != state->live_blocks || l->live_bytes != state->live_bytes;
}

static inline const struct record *ledger_record(const struct ledger *l, uint32_t number)
{
    return number != 0 ? &l->records[number] : NULL;
}

/* What the event itself says. Records may have moved when one comes, so that *change is told last;
 * only what comes can be over another one. */
static inline enum hpt_status ledger_hear(struct ledger *l, const struct hpt_event *e,
                                          struct change *change)
{
    if (e->kind == HPT_EVENT_FREE) {
        l->gone = ledger_take_out(l, e->address);
        change->gone = ledger_record(l, l->gone);
        return HPT_OK;
    }
    if (e->kind == HPT_EVENT_RESIZE)
        l->gone = ledger_take_out(l, e->old_address);
    if (e->kind != HPT_EVENT_FAIL && e->address != 0) {
        if (ledger_come(l, e) != HPT_OK)
            return HPT_ERR_MEMORY;
        change->come = &l->records[l->come];
        change->over = ledger_record(l, l->over);
    }
    if (e->kind == HPT_EVENT_RESIZE)
        change->gone = ledger_record(l, l->gone);
    return HPT_OK;
}

/* ledger_event, inline. */
HPT_MUST_CHECK static inline enum hpt_status ledger_take(struct ledger *l,
                                                         const struct hpt_event *e,
                                                         const struct hpt_state *state,
                                                         struct change *change)
{
    *change = (struct change){.is_new_run = false};
    ledger_forget(l, &l->gone);
    if ((l->over | l->left) != 0) {
        ledger_forget(l, &l->over);
        ledger_forget(l, &l->left);
    }
    l->come = 0;
    if (e->repeated)
        return HPT_OK;
    if (e->run != l->run) {
        change->is_new_run = l->run != 0;
        ledger_begin_run(l, e->run);
    }
    if (ledger_hear(l, e, change) != HPT_OK)
        return HPT_ERR_MEMORY;
    /* Not more often than there are blocks to walk over. */
    if (ledger_differs(l, state) && e->number - l->rebuilt > l->live)
        return ledger_hear_anew(l, state, change);
    return HPT_OK;
}

#endif

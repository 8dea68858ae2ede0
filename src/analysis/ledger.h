/* The ledger: of every live block that the trace showed, when it was made, by whom, and what the
 * device had said. It hears events and gives each analysis what came and what went.
 *
 * It hears the same lines as the map, and where the map was put right afterwards (a late line, a
 * lost release, a restart that was not announced) it is made anew from the map: so `live` is
 * hpt_state.live_blocks, at once in an undisturbed trace, else after ledger_agree. */
#ifndef ANALYSIS_LEDGER_H
#define ANALYSIS_LEDGER_H

#include "analysis/said.h"
#include "analysis/sites.h"

/* A live block. Sizes in bytes. One cache line long: a run has no smaller thing so often. */
struct record {
    uint64_t address;
    uint64_t event;   /* that made it */
    uint64_t bytes;   /* requested by all allocations of the run before it: its birth by Barrett &
                         Zorn's clock (PLDI 1993), which does not depend on the baud rate */
    uint64_t count;   /* allocations of the run before it */
    uint64_t time_us; /* arrival of its line */
    uint64_t line;    /* of the input */
    uint64_t requested;
    uint32_t occupied; /* header, payload and rounding, below HPT_HEAP_SIZE_LIMIT; 0 where the map
                          does not know it */
    uint16_t site;     /* number, see analysis/sites.h */
    uint16_t said;     /* the device's last line before it, see analysis/said.h */
};

struct ledger {
    struct sites sites;
    struct said said;
    uint32_t *heads; /* of the chains of records that live, by address; at least four times as many
                        as there are records, so that most are the only one of their chain */
    size_t capacity; /* heads: a power of two, or 0 */
    unsigned shift;  /* a hash is shifted right by so much */
    struct record *records; /* by number from 1 on; they stay where they are while they live */
    uint32_t *next;         /* by number: what follows in the chain; 0: none */
    uint32_t room;          /* of `records` and `next` */
    uint32_t numbers;       /* given so far */
    uint32_t unused;        /* the first of a chain of numbers that nobody has */
    size_t live;
    uint64_t live_bytes; /* requested, of all that live */
    uint64_t run;
    uint64_t bytes;   /* requested in this run so far */
    uint64_t count;   /* allocations in this run so far */
    uint64_t rebuilt; /* event after which it was last made anew */
    /* Numbers of what the last event did, 0: none. These no longer live, and are still held. */
    uint32_t gone, over;
    uint32_t come;
    uint32_t left; /* what came, if it was not in the map when the ledger was made anew */
};

/* What an event did, valid until the next event or ledger_agree; NULL: none. A resize lets the old
 * block go and a new one come, even in its place. */
struct change {
    bool is_new_run; /* all that lived before is gone, without having been released */
    bool is_rebuilt; /* the ledger was made anew: sums over live blocks must be, too */
    const struct record *gone;
    const struct record *over; /* what was thought to live where the new block is */
    const struct record *come;
};

/* Fibonacci hashing by the upper bits (Knuth, TAOCP 3, 6.4): the addresses of equal blocks in a row
 * lie evenly. There must be chains. */
static inline size_t ledger_chain(const struct ledger *l, uint64_t address)
{
    return (size_t)((address * UINT64_C(0x9e3779b97f4a7c15)) >> l->shift);
}

/* All zero is an empty ledger. */
void ledger_release(struct ledger *l);

void ledger_text(struct ledger *l, struct hpt_str bytes);
void ledger_print(struct ledger *l, bool is_torn); /* as hpt_observer.print */
/* Takes an event; *change says what it did. The lines of what is gone can be read until the next
 * event. Constant time, over many events. */
enum hpt_status ledger_event(struct ledger *l, const struct hpt_event *event,
                             const struct hpt_state *state, struct change *change) HPT_MUST_CHECK;
/* Makes it anew if it does not have as many live blocks, and as many bytes requested by them, as
 * the map; *rebuilt (may be NULL) says so. Before an answer is given. */
enum hpt_status ledger_agree(struct ledger *l, const struct hpt_state *state,
                             bool *rebuilt) HPT_MUST_CHECK;

/* Asks the processor for the record that a search for the address will look at first, without
 * reading it: the processor would wait for that. */
static inline void ledger_fetch(const struct ledger *l, uint64_t address)
{
    if (l->capacity > 0)
        __builtin_prefetch(&l->records[l->heads[ledger_chain(l, address)]], 1);
}

/* NULL: no live block of the trace is there. */
const struct record *ledger_find(const struct ledger *l, uint64_t address);

/* The live blocks in no order: *at begins with 0. NULL at the end. */
const struct record *ledger_next(const struct ledger *l, size_t *at);

#endif

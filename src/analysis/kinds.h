/* Kinds of blocks, for traces that name no callers as well: two blocks are of one kind if they have
 * one call site; where the device prints none, if they have one size and the device's last line
 * before them was the same but for its numbers. Blocks from before the trace are one kind. */
#ifndef ANALYSIS_KINDS_H
#define ANALYSIS_KINDS_H

#include "analysis/ledger.h"
#include "analysis/pins.h"

struct kind {
    uint64_t live; /* blocks */
    uint64_t ways; /* that release one of them, or more */
    /* Of the way that is being looked at: */
    uint32_t inside; /* blocks in it */
    size_t since;    /* the first of the ways that had one, one after the other */
};

struct kinds {
    struct kind *of; /* by pin_spot.kind */
    size_t count;
};

/* What tells kinds apart; never 0. The record's line must still be held. */
uint64_t kinds_key(const struct ledger *ledger, const struct record *record);

/* Tells the kinds of all blocks in *p apart, counts them, and sets pin_spot.kind. *k is all zero
 * before; kinds_release follows. O(n log n) in the blocks. */
enum hpt_status kinds_tell(struct kinds *k, const struct ledger *ledger,
                           struct pins *p) HPT_MUST_CHECK;
void kinds_release(struct kinds *k);

#endif

/* The pinning blocks as an explanation tells of them. */
#ifndef ANALYSIS_PINNED_H
#define ANALYSIS_PINNED_H

#include "analysis/ledger.h"
#include "analysis/lives.h"

/* Fills the ways and sets of *e for the request e->failure.size. */
enum hpt_status pinned_tell(struct hpt_explanation *e, const struct hpt_state *state,
                            const struct ledger *ledger, const struct lives *lives) HPT_MUST_CHECK;

/* The same for a later event, while the map, what lives and what has been released are the same:
 * only ages have changed. Constant time. */
void pinned_age(struct hpt_explanation *e, const struct hpt_state *state,
                const struct ledger *ledger);

#endif

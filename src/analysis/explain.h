/* What explaining failures costs, and which of them need it. */
#ifndef ANALYSIS_EXPLAIN_H
#define ANALYSIS_EXPLAIN_H

#include "heapterm.h"

enum {
    EXPLAIN_WALK = 1 << 18, /* blocks that may be walked over before that is much, and for each
                               event some more */
    EXPLAIN_WALK_MORE = 2
};

/* Whether failures are explained when they are heard. */
bool explain_hears_failures(const struct hpt_explainer *explainer);

/* Explaining them has cost more walks over the blocks than reading costs. */
bool explain_costs_much(const struct hpt_explainer *explainer);

/* Failures before this event are not explained: nobody will ask for them. */
void explain_from(struct hpt_explainer *explainer, uint64_t event);

#endif

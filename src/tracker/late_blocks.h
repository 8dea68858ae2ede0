/* Changes of a map that has unknown memory: blocks put into it, narrowed down, and what follows
 * for their neighbours. For allocators without bins. */
#ifndef TRACKER_LATE_BLOCKS_H
#define TRACKER_LATE_BLOCKS_H

#include "tracker/bounds.h"

/* Puts a block with the possible bounds *r->soft* there: r->start and r->size are set to what it
 * surely has, and what it may have besides becomes unknown. */
enum hpt_status late_put(struct model *m, size_t heap, struct record *r) HPT_MUST_CHECK;

/* Of the block with the payload at `address` only the bounds in `keep` are possible, as far as that
 * leaves any; and of its neighbours only what goes with them. */
enum hpt_status late_narrow(struct model *m, size_t heap, uint64_t address,
                            unsigned keep) HPT_MUST_CHECK;

/* Unknown bytes beside the hole [from, to) that are too few for a chunk are part of it. */
enum hpt_status late_round_off(struct model *m, size_t heap, uint64_t from,
                               uint64_t to) HPT_MUST_CHECK;

/* [from, to) of a hole becomes unknown; what is not known there already. */
enum hpt_status late_forget(struct model *m, size_t heap, uint64_t from,
                            uint64_t to) HPT_MUST_CHECK;
/* Nothing unknown is in [from, to) any more. */
enum hpt_status late_clear(struct model *m, size_t heap, uint64_t from, uint64_t to) HPT_MUST_CHECK;

#endif

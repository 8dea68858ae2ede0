/* A trace that began late: a heap of which a part was there before, and what the events say of it.
 *
 * The rule. In a heap whose bounds were given, a trace is taken for a whole one until an event
 * tells against it (late_begins). Then all of the heap is unknown at first, up to its end, and
 * nothing is called free but what an event showed to be free: a block that was released, bytes of
 * an old block that was. A block has a set of possible bounds (bounds.h), from which goes what
 * first fit rules out:
 *  - bounds that overlap a block, or leave a gap to one that is too small for a chunk;
 *  - bounds with a rest, where free memory touches them: then the hole was larger;
 *  - a block cut from the head of a hole with free memory below it, or from the tail with free
 *    memory above it: the hole would have begun lower, or ended higher.
 * Where a hole that is known would have served first, or no bounds are left, the trace contradicts
 * the map. The map may be called exact (apart from what is unknown) when every block has one bounds
 * left and the top is known. With memory that is all the allocator's from the start (micro:bit) it
 * is the end. newlib-nano takes it from the system piece by piece; there the top is known
 * once a block was seen to come from it, which is certain where its place was in no hole:
 *  - a block cut from the tail of a hole ends where the hole ended, so what comes right behind it,
 *    while no older block was released, can only be new;
 *  - where heads are cut, what comes right behind a hole can only be new, as the hole would have
 *    begun further down;
 *  - and so is what comes behind a new block.
 * An allocator with bins (full newlib) cuts heads and lets no hole touch its top chunk: nothing in
 * the addresses tells the top chunk from any other. Its map stays inferred until bounds and blocks
 * are printed. */
#ifndef TRACKER_LATE_H
#define TRACKER_LATE_H

#include "tracker/bounds.h"

/* Does the heap have memory from before the trace, and bounds, so that it is kept by these rules?
 */
static inline bool late_is(const struct model *m, size_t heap)
{
    const struct hpt_heap *pub = &m->heaps.pub[heap];

    return pub->old_stretches > 0 && m->allocator->first_fit && !pub->native &&
           pub->bounds != HPT_BOUNDS_INFERRED;
}

/* Is nothing sure yet of what is in the heap? A trace of which only the heap's bounds are known,
 * and those not from the device, is taken for a whole one as long as each allocation is where an
 * empty heap would put it; with enough of them that is believed. */
bool late_begins(const struct model *m, size_t heap);
/* An event contradicts it: there was something before the trace. All becomes unknown but the blocks
 * that were seen, and of those only the address is known. */
enum hpt_status late_begin(struct model *m, size_t heap) HPT_MUST_CHECK;
/* The heap has got its bounds, and blocks were found in it without any: they stay, as blocks of
 * which only the address is known, and all else is unknown. */
enum hpt_status late_begin_again(struct model *m, size_t heap) HPT_MUST_CHECK;

/* So many allocations in a row that lie where they would if the trace had begun with the first of
 * them are believed to be a beginning, if so many of them lay further up than all before. (One
 * place used over and over tells little: a late trace may do that in a hole for ever.) Where tails
 * are handed out fewer tell, as only one that takes all of a hole lies at its start. It is a
 * belief: tests/model/late.c counts how often simulated late traces are taken for whole ones. */
enum { LATE_BELIEVED = 32, LATE_HIGHER = 4, LATE_BELIEVED_TAILS = 8, LATE_HIGHER_TAILS = 3 };
/* One more of them, at the spot. */
void late_begun(struct model *m, const struct spot *s);
/* Have there been enough for a trace that begins where an empty heap would? */
bool late_is_believed(const struct model *m);
/* One more of them, which ends at `end`, in a heap whose first bytes are unknown: with enough of
 * them, the lowest block was the first, and had no rest. */
enum hpt_status late_believe(struct model *m, size_t heap, uint64_t end) HPT_MUST_CHECK;

/* Is a spot as the allocator chose it certain, with nothing unknown beside it? */
bool late_is_plain(const struct model *m, const struct spot *s);
/* An allocation in such a heap. False in *taken: it contradicts the map, and nothing has changed.
 */
enum hpt_status late_alloc(struct model *m, const struct deed *d, size_t heap, struct outcome *o,
                           bool *taken) HPT_MUST_CHECK;
/* A block from before the trace is released, or resized where it is. */
enum hpt_status late_release_old(struct model *m, const struct deed *d, size_t heap,
                                 uint64_t address) HPT_MUST_CHECK;
enum hpt_status late_resize_old(struct model *m, const struct deed *d, size_t heap,
                                struct outcome *o, bool *taken) HPT_MUST_CHECK;
/* The block at p, of which several bounds are possible, was (or was not) resized in place. */
enum hpt_status late_resized(struct model *m, const struct deed *d, size_t heap, struct place p,
                             struct outcome *o) HPT_MUST_CHECK;
/* A block in such a heap was released. */
enum hpt_status late_released(struct model *m, size_t heap, const struct record *r) HPT_MUST_CHECK;

/* Is it unknown what is at the end of the heap? */
bool late_end_is_unknown(const struct model *m, size_t heap);
/* What the heaps leave open of what was there before the trace. */
enum hpt_past late_past(const struct model *m);

#endif

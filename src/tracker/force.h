/* The steps of taking an allocation at the device's word. */
#ifndef TRACKER_FORCE_H
#define TRACKER_FORCE_H

#include "tracker/model.h"

/* What the steps of forcing share. */
struct forcing {
    struct model *m;
    const struct deed *d;
    struct outcome *o;
    struct spot s;
    bool unknown; /* the block came to lie where the map knew nothing */
};

/* An unknown stretch in the block's heap; none if it is empty. */
enum hpt_status force_stretch(struct forcing *f, uint64_t from, uint64_t to,
                              enum record_kind kind) HPT_MUST_CHECK;
/* The block stays out of the map. */
void force_give_up(struct forcing *f, const char *why);

/* A heap for a block outside all heaps, in f->s.heap: one with inferred bounds nearby, or a new
 * one. Where the device prints all its heaps there can be none, but one whose print was missed. */
enum hpt_status force_find_home(struct forcing *f) HPT_MUST_CHECK;
/* Makes the heap reach over the block, with unknown stretches for what is passed over. No heap
 * reaches into another. */
enum hpt_status force_reach_over(struct forcing *f) HPT_MUST_CHECK;
/* Does the block lie in its heap? Where bounds are not known a heap may reach further. */
bool force_stays_inside(struct forcing *f);

#endif

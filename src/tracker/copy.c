/* A tracker that goes on by itself from where another stands. */
#include "tracker/rivals.h"

#include <stdlib.h>

enum hpt_status rivals_own(struct rivals *r)
{
    const struct rivals shared = *r;
    enum hpt_status status = HPT_OK;

    if (shared.count == 0)
        return HPT_OK;
    r->count = 0;
    r->all = malloc(shared.count * sizeof *r->all);
    if (!r->all)
        return HPT_ERR_MEMORY;
    while (r->count < shared.count && status == HPT_OK) {
        r->all[r->count] = shared.all[r->count];
        status = heaps_own(&r->all[r->count++].model.heaps);
    }
    if (status != HPT_OK)
        rivals_release(r);
    return status;
}

size_t rivals_size(const struct rivals *r)
{
    size_t size = r->count * sizeof *r->all;

    for (size_t i = 0; i < r->count; i++)
        size += heaps_size(&r->all[i].model.heaps);
    return size;
}

/* What the copy's parts share with the original becomes its own. Each part is done, whatever became
 * of the others: then the copy can be freed. */
static bool own(struct hpt_tracker *t, const struct hpt_tracker *from)
{
    bool has_heaps = heaps_own(&t->model.heaps) == HPT_OK;
    bool has_rivals = rivals_own(&t->rivals) == HPT_OK;
    bool has_live = live_own(&t->live) == HPT_OK;
    bool has_printout = printout_own(&t->printout, t) == HPT_OK;

    reader_own(&t->reader, &from->reader, t, &t->printout.begins);
    t->order.self = t;
    return has_heaps && has_rivals && has_live && has_printout;
}

struct hpt_tracker *hpt_tracker_copy(const struct hpt_tracker *from)
{
    struct hpt_tracker *t = malloc(sizeof *t);

    if (!t)
        return NULL;
    *t = *from;
    t->observer_count = t->listener_count = 0;
    t->state.heaps = t->model.heaps.pub;
    t->state.notes = t->notes;
    t->state.earlier = from->state.earlier ? t->earlier : NULL;
    if (own(t, from))
        return t;
    hpt_tracker_free(t);
    return NULL;
}

size_t hpt_tracker_size(const struct hpt_tracker *t)
{
    return sizeof *t + heaps_size(&t->model.heaps) + rivals_size(&t->rivals) +
           t->live.capacity * sizeof *t->live.slots + t->printout.line_capacity +
           t->printout.block_capacity * sizeof *t->printout.blocks;
}

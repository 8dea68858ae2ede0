#include "tracker/count.h"

const struct released *find_release(const struct hpt_tracker *t, uint64_t address)
{
    const struct released *r = &t->released[released_slot(address)];

    return r->address == address && r->event > 0 ? r : NULL;
}

void count_resize(struct hpt_tracker *t, const struct hpt_event *e)
{
    t->state.resizes++;
    if (e->address != e->old_address && e->old_address != 0 && e->warning == HPT_WARN_NONE)
        t->released[released_slot(e->old_address)] =
            (struct released){e->old_address, e->number & INT64_MAX, e->size == 0};
    forget_release(t, e->address);
}

void count_warning(struct hpt_tracker *t, const struct hpt_event *e)
{
    t->state.warnings += e->warning != HPT_WARN_AFTER_LOSS;
    t->run.unaccounted += e->warning == HPT_WARN_FREE_UNKNOWN ||
                          e->warning == HPT_WARN_FREE_INSIDE ||
                          e->warning == HPT_WARN_RESIZE_UNKNOWN;
}

void count_event(struct hpt_tracker *t, const struct hpt_event *e)
{
    switch (e->kind) {
    case HPT_EVENT_ALLOC:
        count_allocation(t, e);
        break;
    case HPT_EVENT_FREE:
        count_release(t, e);
        break;
    case HPT_EVENT_RESIZE:
        count_resize(t, e);
        break;
    case HPT_EVENT_FAIL:
        t->state.failures++;
        break;
    case HPT_EVENT_KIND_COUNT:
        break;
    }
    if (e->warning != HPT_WARN_NONE)
        count_warning(t, e);
}

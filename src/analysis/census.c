/* Who allocated what is live: the ledger as an observer, and the inventory of an instant. */
#include "analysis/measure.h"
#include "analysis/site_sums.h"

#include <stdlib.h>
#include <string.h>

struct hpt_census {
    struct ledger ledger;
    const struct hpt_namer *namer;
    enum hpt_status status; /* the first failure */
};

struct hpt_census *hpt_census_new(const struct hpt_namer *namer)
{
    struct hpt_census *c = calloc(1, sizeof *c);

    if (c != NULL)
        c->namer = namer;
    return c;
}

void hpt_census_free(struct hpt_census *c)
{
    if (c == NULL)
        return;
    ledger_release(&c->ledger);
    free(c);
}

static void on_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct hpt_census *c = self;
    struct change change;

    if (c->status == HPT_OK)
        c->status = ledger_event(&c->ledger, event, state, &change);
}

struct hpt_observer hpt_census_observer(struct hpt_census *c)
{
    return (struct hpt_observer){.self = c, .event = on_event};
}

static enum hpt_status copy_state(struct hpt_inventory *v, const struct hpt_state *state)
{
    struct hpt_heap *heaps = calloc(state->heap_count + 1, sizeof *heaps);

    v->state = *state;
    v->state.heaps = heaps;
    v->state.notes = NULL;
    v->state.note_count = 0;
    v->bounds_known = !state->counted_only && state->heap_count > 0 && measure_has_bounds(state);
    if (heaps == NULL)
        return HPT_ERR_MEMORY;
    for (size_t i = 0; i < state->heap_count; i++) {
        heaps[i] = state->heaps[i];
        heaps[i].blocks = NULL;
    }
    v->used_bytes = measure_used(state);
    return HPT_OK;
}

enum hpt_status hpt_census_take(struct hpt_census *c, const struct hpt_state *state,
                                struct hpt_inventory *v)
{
    *v = (struct hpt_inventory){0};
    if (c->status == HPT_OK)
        c->status = ledger_agree(&c->ledger, state, NULL);
    if (c->status == HPT_OK)
        c->status = copy_state(v, state);
    if (c->status == HPT_OK && c->ledger.run == state->run)
        c->status = site_sums(&c->ledger, c->namer, &v->sites, &v->site_count);
    return c->status;
}

void hpt_inventory_release(struct hpt_inventory *v)
{
    /* The copies are ours, whatever their type says to readers. */
    free((void *)(uintptr_t)v->state.heaps);
    free(v->sites);
    *v = (struct hpt_inventory){0};
}

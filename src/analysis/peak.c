#include "analysis/peak.h"

#include <stdlib.h>
#include <string.h>

static struct hpt_peak_block block_of(const struct record *r)
{
    return (struct hpt_peak_block){.address = r->address,
                                   .event = r->event,
                                   .requested = r->requested,
                                   .occupied = r->occupied,
                                   .site = r->site};
}

enum hpt_status peak_keep(struct peak *p, const struct record *r)
{
    if (p->count == p->capacity) {
        size_t capacity = p->capacity == 0 ? 64 : p->capacity * 2;
        struct hpt_peak_block *gone = realloc(p->gone, capacity * sizeof *gone);
        if (gone == NULL)
            return HPT_ERR_MEMORY;
        p->gone = gone;
        p->capacity = capacity;
    }
    p->gone[p->count++] = block_of(r);
    return HPT_OK;
}

static int largest_first(const void *a, const void *b)
{
    const struct hpt_peak_block *x = a, *y = b;

    if (x->requested != y->requested)
        return x->requested < y->requested ? 1 : -1;
    return (x->event > y->event) - (x->event < y->event);
}

enum hpt_status peak_blocks(const struct peak *p, const struct ledger *l,
                            struct hpt_peak_block **held, size_t *count)
{
    const struct record *r;

    *count = 0;
    *held = malloc((p->count + l->live + 1) * sizeof **held);
    if (*held == NULL)
        return HPT_ERR_MEMORY;
    if (p->count > 0)
        memcpy(*held, p->gone, p->count * sizeof **held);
    *count = p->count;
    for (size_t at = 0; (r = ledger_next(l, &at)) != NULL;)
        if (r->event <= p->at.event)
            (*held)[(*count)++] = block_of(r);
    qsort(*held, *count, sizeof **held, largest_first);
    return HPT_OK;
}

void peak_release(struct peak *p)
{
    free(p->gone);
    *p = (struct peak){0};
}

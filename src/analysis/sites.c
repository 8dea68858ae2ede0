#include "analysis/sites.h"

#include <stdlib.h>
#include <string.h>

/* The slot of a site that is not in the table. */
static uint32_t *empty_slot(const struct sites *s, struct site site)
{
    size_t i = sites_slot(s, site);

    while (s->slots[i] != 0)
        i = sites_next_slot(s, i);
    return &s->slots[i];
}

static enum hpt_status grow(struct sites *s)
{
    size_t capacity = s->capacity == 0 ? 64 : s->capacity * 2;
    unsigned shift = s->capacity == 0 ? 64 - 6 : s->shift - 1;
    struct site *of = realloc(s->of, (capacity / 2 + 1) * sizeof *of);
    uint32_t *slots = of == NULL ? NULL : calloc(capacity, sizeof *slots);

    if (of != NULL)
        s->of = of;
    if (slots == NULL)
        return HPT_ERR_MEMORY;
    s->of[0] = (struct site){0};
    free(s->slots);
    s->slots = slots;
    s->capacity = capacity;
    s->shift = shift;
    for (size_t i = 1; i <= s->count; i++)
        *empty_slot(s, s->of[i]) = (uint32_t)i;
    return HPT_OK;
}

enum hpt_status sites_add(struct sites *s, uint64_t caller, uint64_t size, uint32_t *number)
{
    const struct site site = site_of(caller, size);

    if (s->count * 2 >= s->capacity && grow(s) != HPT_OK)
        return HPT_ERR_MEMORY;
    *number = 0;
    if (s->count == SITES_MAX) {
        s->dropped++;
        return HPT_OK;
    }
    s->of[++s->count] = site;
    *number = (uint32_t)s->count;
    *empty_slot(s, site) = *number;
    return HPT_OK;
}

void sites_release(struct sites *s)
{
    free(s->of);
    free(s->slots);
    *s = (struct sites){0};
}

#include "analysis/sites.h"

#include <stdlib.h>
#include <string.h>

/* Fibonacci hashing by the upper bits (Knuth, TAOCP 3, 6.4): what lies in equal distances, sizes or
 * addresses, lies evenly. */
static size_t slot_of(const struct sites *s, struct site site)
{
    uint64_t x = site.caller != 0 ? site.caller : ~site.size;

    return (size_t)((x * UINT64_C(0x9e3779b97f4a7c15)) >> s->shift);
}

static bool is_same(struct site a, struct site b)
{
    return a.caller == b.caller && a.size == b.size;
}

/* The slot of the site, or the empty one where it would stand. */
static uint32_t *search(const struct sites *s, struct site site)
{
    size_t i = slot_of(s, site);

    while (s->slots[i] != 0 && !is_same(s->of[s->slots[i]], site))
        i = (i + 1) & (s->capacity - 1);
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
        *search(s, s->of[i]) = (uint32_t)i;
    return HPT_OK;
}

enum hpt_status sites_find(struct sites *s, uint64_t caller, uint64_t size, uint32_t *number)
{
    const struct site site = {.caller = caller, .size = caller != 0 ? 0 : size};

    if (s->count * 2 >= s->capacity && grow(s) != HPT_OK)
        return HPT_ERR_MEMORY;
    uint32_t *slot = search(s, site);
    if (*slot == 0 && s->count == SITES_MAX) {
        s->dropped++;
    } else if (*slot == 0) {
        s->of[++s->count] = site;
        *slot = (uint32_t)s->count;
    }
    *number = *slot;
    return HPT_OK;
}

uint32_t sites_number(const struct sites *s, uint64_t caller, uint64_t size)
{
    const struct site site = {.caller = caller, .size = caller != 0 ? 0 : size};

    return s->capacity > 0 ? *search(s, site) : 0;
}

void sites_release(struct sites *s)
{
    free(s->of);
    free(s->slots);
    *s = (struct sites){0};
}

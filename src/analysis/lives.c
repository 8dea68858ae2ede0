#include "analysis/lives.h"

#include <stdlib.h>
#include <string.h>

enum hpt_status lives_add(struct lives *l, uint64_t key, uint64_t age)
{
    uint32_t number;

    if (sites_find(&l->keys, key, 0, &number) != HPT_OK)
        return HPT_ERR_MEMORY;
    if (number >= l->capacity) {
        size_t capacity = l->capacity == 0 ? 64 : l->capacity * 2;
        struct life *of = realloc(l->of, capacity * sizeof *of);
        if (of == NULL)
            return HPT_ERR_MEMORY;
        memset(of + l->capacity, 0, (capacity - l->capacity) * sizeof *of);
        l->of = of;
        l->capacity = capacity;
    }
    struct life *life = &l->of[number];
    life->released++;
    life->ages += age;
    life->longest = age > life->longest ? age : life->longest;
    return HPT_OK;
}

struct life lives_of(const struct lives *l, uint64_t key)
{
    uint32_t number = sites_number(&l->keys, key, 0);

    return number > 0 && number < l->capacity ? l->of[number] : (struct life){0};
}

void lives_release(struct lives *l)
{
    sites_release(&l->keys);
    free(l->of);
    *l = (struct lives){0};
}

#include "analysis/site_sums.h"

#include <stdlib.h>
#include <string.h>

static int text_order(struct hpt_str a, struct hpt_str b)
{
    size_t least = a.len < b.len ? a.len : b.len;
    int order = least > 0 ? memcmp(a.at, b.at, least) : 0;

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* Of a function that is named the address does not count: it is another one in another build. */
int site_sum_order(const struct hpt_site_sum *a, const struct hpt_site_sum *b)
{
    bool is_named = a->function.len > 0 && b->function.len > 0;
    int order = text_order(a->function, b->function);

    if (order == 0 && is_named)
        return text_order(a->file, b->file);
    if (order == 0)
        order = (a->is_rest > b->is_rest) - (a->is_rest < b->is_rest);
    if (order == 0)
        order = (a->caller > b->caller) - (a->caller < b->caller);
    return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

static int order(const void *a, const void *b)
{
    return site_sum_order(a, b);
}

struct hpt_site_sum site_sum_of(const struct sites *sites, uint32_t number, uint64_t size,
                                const struct hpt_namer *namer)
{
    struct hpt_site_name name;

    if (number == 0)
        return (struct hpt_site_sum){.is_rest = true};
    const struct site *site = &sites->of[number];
    if (site->caller == 0)
        return (struct hpt_site_sum){.size = site->size};
    if (namer == NULL || !namer->name(namer->self, site->caller, &name))
        return (struct hpt_site_sum){.caller = site->caller};
    if (name.is_wrapper)
        return (struct hpt_site_sum){.size = size};
    const struct hpt_frame *frame = &name.frames[name.site];
    return (struct hpt_site_sum){
        .function = frame->function, .file = frame->file, .caller = site->caller};
}

/* Sums that are not of the same site any more. */
static size_t merge(struct hpt_site_sum *sums, size_t count)
{
    size_t kept = 0;

    if (count == 0)
        return 0;
    qsort(sums, count, sizeof *sums, order);
    for (size_t i = 1; i < count; i++) {
        if (site_sum_order(&sums[kept], &sums[i]) == 0) {
            sums[kept].blocks += sums[i].blocks;
            sums[kept].bytes += sums[i].bytes;
        } else {
            sums[++kept] = sums[i];
        }
    }
    return kept + 1;
}

/* Adding up: by the number of the site, and of those behind a wrapper by requested size. */
struct adding {
    const struct ledger *ledger;
    struct hpt_site_sum *sums; /* by number, then the kinds by theirs */
    struct sites kinds;
    size_t direct;   /* how many of `sums` go by number */
    size_t capacity; /* of `sums` */
};

/* Room for another kind. */
static struct hpt_site_sum *kind_sum(struct adding *a, uint64_t size)
{
    uint32_t number;

    if (sites_find(&a->kinds, 0, size, &number) != HPT_OK)
        return NULL;
    size_t place = a->direct + number;
    if (place >= a->capacity) {
        size_t capacity = 2 * a->capacity;
        struct hpt_site_sum *sums = realloc(a->sums, capacity * sizeof *sums);
        if (sums == NULL)
            return NULL;
        memset(sums + a->capacity, 0, (capacity - a->capacity) * sizeof *sums);
        a->sums = sums;
        a->capacity = capacity;
    }
    if (number == 0)
        a->sums[place].is_rest = true;
    else
        a->sums[place].size = size;
    return &a->sums[place];
}

static enum hpt_status add(struct adding *a, const struct record *r)
{
    struct hpt_site_sum *sum = &a->sums[r->site];
    bool is_wrapped = sum->caller == 0 && a->ledger->sites.of[r->site].caller != 0;

    if (is_wrapped)
        sum = kind_sum(a, r->requested);
    if (sum == NULL)
        return HPT_ERR_MEMORY;
    sum->blocks++;
    sum->bytes += r->requested;
    return HPT_OK;
}

/* Those that have blocks, to the front. */
static size_t pack(struct adding *a)
{
    size_t kept = 0;

    for (size_t i = 0; i < a->capacity; i++)
        if (a->sums[i].blocks > 0)
            a->sums[kept++] = a->sums[i];
    return kept;
}

static enum hpt_status add_all(struct adding *a, const struct hpt_namer *namer)
{
    const struct record *r;
    size_t at = 0;

    a->sums = calloc(a->capacity, sizeof *a->sums);
    if (a->sums == NULL)
        return HPT_ERR_MEMORY;
    for (size_t i = 0; i < a->direct; i++)
        a->sums[i] = site_sum_of(&a->ledger->sites, (uint32_t)i, 0, namer);
    while ((r = ledger_next(a->ledger, &at)) != NULL)
        if (add(a, r) != HPT_OK)
            return HPT_ERR_MEMORY;
    return HPT_OK;
}

enum hpt_status site_sums(const struct ledger *ledger, const struct hpt_namer *namer,
                          struct hpt_site_sum **sums, size_t *count)
{
    struct adding a = {.ledger = ledger, .direct = ledger->sites.count + 1};

    a.capacity = a.direct + 16;
    enum hpt_status status = ledger->live > 0 ? add_all(&a, namer) : HPT_OK;
    *count = status == HPT_OK && a.sums != NULL ? merge(a.sums, pack(&a)) : 0;
    *sums = a.sums;
    sites_release(&a.kinds);
    return status;
}

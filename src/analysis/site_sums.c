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

struct hpt_site_sum hpt_site_of(uint64_t caller, uint64_t size, const struct hpt_namer *namer)
{
    struct hpt_site_name name;

    if (caller == 0)
        return (struct hpt_site_sum){.size = size};
    if (namer == NULL || !namer->name(namer->self, caller, &name))
        return (struct hpt_site_sum){.caller = caller};
    const struct hpt_frame *frame = &name.frames[name.site];
    return (struct hpt_site_sum){.function = frame->function,
                                 .file = frame->file,
                                 .line = frame->line,
                                 .is_wrapper = name.is_wrapper,
                                 .caller = caller};
}

struct hpt_site_sum site_of_call(const struct sites *sites, uint32_t number,
                                 const struct hpt_namer *namer)
{
    const struct site *site = &sites->of[number];

    if (number == 0)
        return (struct hpt_site_sum){.is_rest = true};
    return hpt_site_of(site->caller, site->size, namer);
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

/* Those that have blocks, to the front. */
static size_t pack(struct hpt_site_sum *sums, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if (sums[i].blocks > 0)
            sums[kept++] = sums[i];
    return kept;
}

enum hpt_status site_sums(const struct ledger *ledger, const struct hpt_namer *namer,
                          struct hpt_site_sum **sums, size_t *count)
{
    size_t numbers = ledger->sites.count + 1, at = 0;
    const struct record *r;

    *sums = NULL;
    *count = 0;
    if (ledger->live == 0)
        return HPT_OK;
    struct hpt_site_sum *of = calloc(numbers, sizeof *of);
    if (of == NULL)
        return HPT_ERR_MEMORY;
    for (size_t i = 0; i < numbers; i++) {
        of[i] = site_of_call(&ledger->sites, (uint32_t)i, namer);
        of[i].line = 0; /* it is another one in another build */
    }
    while ((r = ledger_next(ledger, &at)) != NULL) {
        of[r->site].blocks++;
        of[r->site].bytes += r->requested;
    }
    *count = merge(of, pack(of, numbers));
    *sums = of;
    return HPT_OK;
}

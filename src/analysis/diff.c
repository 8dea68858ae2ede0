/* Two inventories side by side: which sites are new, grown, shrunk, gone. */
#include "analysis/site_sums.h"

#include <stdlib.h>

static enum hpt_fate fate_of(const struct hpt_site_sum *before, const struct hpt_site_sum *after)
{
    if (before->blocks == 0)
        return HPT_FATE_NEW;
    if (after->blocks == 0)
        return HPT_FATE_GONE;
    if (after->bytes != before->bytes)
        return after->bytes > before->bytes ? HPT_FATE_GROWN : HPT_FATE_SHRUNK;
    if (after->blocks != before->blocks)
        return after->blocks > before->blocks ? HPT_FATE_GROWN : HPT_FATE_SHRUNK;
    return HPT_FATE_SAME;
}

/* The site without blocks. */
static struct hpt_site_sum none_of(const struct hpt_site_sum *site)
{
    struct hpt_site_sum none = *site;

    none.blocks = none.bytes = 0;
    return none;
}

/* Both are in the order of site_sum_order. */
static void join(struct hpt_diff *d)
{
    const struct hpt_site_sum *a = d->before->sites, *b = d->after->sites;
    size_t i = 0, j = 0, count_a = d->before->site_count, count_b = d->after->site_count;

    while (i < count_a || j < count_b) {
        struct hpt_site_change *c = &d->changes[d->change_count++];
        int order = i == count_a ? 1 : j == count_b ? -1 : site_sum_order(&a[i], &b[j]);
        c->before = order <= 0 ? a[i] : none_of(&b[j]);
        c->after = order >= 0 ? b[j] : none_of(&a[i]);
        c->fate = fate_of(&c->before, &c->after);
        i += order <= 0;
        j += order >= 0;
    }
}

static uint64_t distance(uint64_t a, uint64_t b)
{
    return a > b ? a - b : b - a;
}

static int descending(double a, double b)
{
    return (a < b) - (a > b);
}

/* In bytes, and where those are the same in blocks. */
static double changed(const struct hpt_site_change *c)
{
    return (double)distance(c->before.bytes, c->after.bytes);
}

/* Of what was there before; of a new or a gone site all of it, which is told by bytes. */
static double share(const struct hpt_site_change *c)
{
    if (c->before.bytes == 0 || c->after.bytes == 0)
        return changed(c);
    return changed(c) / (double)c->before.bytes;
}

static int by_change(const struct hpt_site_change *a, const struct hpt_site_change *b)
{
    int order = descending(changed(a), changed(b));

    if (order == 0)
        order = descending((double)distance(a->before.blocks, a->after.blocks),
                           (double)distance(b->before.blocks, b->after.blocks));
    return order != 0 ? order : site_sum_order(&a->after, &b->after);
}

static int order_abs(const void *one, const void *other)
{
    const struct hpt_site_change *a = one, *b = other;

    return a->fate != b->fate ? (int)a->fate - (int)b->fate : by_change(a, b);
}

static int order_percent(const void *one, const void *other)
{
    const struct hpt_site_change *a = one, *b = other;

    if (a->fate != b->fate)
        return (int)a->fate - (int)b->fate;
    int order = descending(share(a), share(b));
    return order != 0 ? order : by_change(a, b);
}

enum hpt_status hpt_diff_make(struct hpt_diff *d, const struct hpt_inventory *before,
                              const struct hpt_inventory *after, enum hpt_policy policy)
{
    size_t most = before->site_count + after->site_count;

    *d = (struct hpt_diff){.before = before, .after = after, .policy = policy};
    d->changes = calloc(most + 1, sizeof *d->changes);
    if (d->changes == NULL)
        return HPT_ERR_MEMORY;
    join(d);
    qsort(d->changes, d->change_count, sizeof *d->changes,
          policy == HPT_POLICY_PERCENT ? order_percent : order_abs);
    return HPT_OK;
}

void hpt_diff_release(struct hpt_diff *d)
{
    free(d->changes);
    *d = (struct hpt_diff){0};
}

#include "analysis/lifetimes.h"

void lifetimes_end(struct lifetimes *t, const struct ledger *l)
{
    const struct record *r;

    t->alive_events = t->alive_bytes = (struct hpt_histogram){0};
    for (size_t at = 0; (r = ledger_next(l, &at)) != NULL;) {
        const struct age age = age_of(l, r, NULL);
        t->alive_events.count[log2_of(age.allocations)]++;
        t->alive_bytes.count[log2_of(age.bytes)]++;
    }
}

static uint64_t end_of(unsigned power)
{
    return power >= 63 ? UINT64_MAX : (UINT64_C(2) << power) - 1;
}

uint64_t lifetimes_size(const struct lifetimes *t, double share)
{
    uint64_t wanted = (uint64_t)(share * (double)t->requests + 0.999999);
    uint64_t sum = 0;

    if (wanted >= t->requests)
        return t->largest;
    for (uint64_t size = 0; size <= SIZES_EXACT; size++) {
        sum += t->exact[size];
        if (sum >= wanted && sum > 0)
            return size;
    }
    for (unsigned power = log2_of(SIZES_EXACT); power < HPT_REPORT_LOG2; power++) {
        sum += t->sizes.count[power] - (power == log2_of(SIZES_EXACT) ? t->exact[SIZES_EXACT] : 0);
        if (sum >= wanted)
            return end_of(power) < t->largest ? end_of(power) : t->largest;
    }
    return t->largest;
}

uint64_t median_age(const struct hpt_histogram *released, const struct hpt_histogram *alive)
{
    double at_risk = 0, survive = 1;

    for (unsigned i = 0; i < HPT_REPORT_LOG2; i++)
        at_risk += (double)released->count[i] + (double)alive->count[i];
    for (unsigned i = 0; i < HPT_REPORT_LOG2 && at_risk > 0; i++) {
        survive *= 1 - (double)released->count[i] / at_risk;
        if (survive <= 0.5)
            return end_of(i);
        at_risk -= (double)released->count[i] + (double)alive->count[i];
    }
    return 0;
}

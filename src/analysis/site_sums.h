/* Live blocks added up by site, each site once, in an order that depends on the sites alone. */
#ifndef ANALYSIS_SITE_SUMS_H
#define ANALYSIS_SITE_SUMS_H

#include "analysis/ledger.h"

/* Negative, 0 or positive: the order of two sites. 0: they are the same, be it in another build. */
int site_sum_order(const struct hpt_site_sum *a, const struct hpt_site_sum *b);

/* What a number of the ledger stands for: one call, with its line. */
struct hpt_site_sum site_of_call(const struct sites *sites, uint32_t number,
                                 const struct hpt_namer *namer);

/* The sums over the live blocks: *sums is the caller's to free. */
enum hpt_status site_sums(const struct ledger *ledger, const struct hpt_namer *namer,
                          struct hpt_site_sum **sums, size_t *count) HPT_MUST_CHECK;

#endif

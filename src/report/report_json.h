/* The parts of a report's JSON. Each writes one or more members and, but for the last, a comma. */
#ifndef REPORT_REPORT_JSON_H
#define REPORT_REPORT_JSON_H

#include "base/out.h"

void json_count(struct hpt_out *out, const char *key, uint64_t value); /* and a comma */
void json_peak(struct hpt_out *out, const struct hpt_report *r);
void json_curves(struct hpt_out *out, const struct hpt_report *r);
void json_fragmentation(struct hpt_out *out, const struct hpt_report *r);
void json_lifetimes(struct hpt_out *out, const struct hpt_report *r);
/* Without a comma behind it. */
void json_growth(struct hpt_out *out, const char *key, const struct hpt_growth *g);
void json_sites(struct hpt_out *out, const struct hpt_report *r,
                const struct hpt_report_view *view);
void json_failures(struct hpt_out *out, const struct hpt_report *r); /* the last */

#endif

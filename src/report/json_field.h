/* Members that several JSON documents about heaps have. */
#ifndef REPORT_JSON_FIELD_H
#define REPORT_JSON_FIELD_H

#include "base/json.h"

/* The name of a site, as hpt_write_site has it. */
void json_site_name(struct hpt_out *out, const char *key, const struct hpt_site_sum *site);

/* "site": the name of a return address, or the address; null for 0. `namer` may be NULL. */
void json_site(struct hpt_out *out, uint64_t caller, const struct hpt_namer *namer);

/* An instant: its event, line, byte, and time, which may be null. */
void json_instant(struct hpt_out *out, const char *key, const struct hpt_instant *at);

/* "exactness": how far the figures can be trusted. */
void json_exactness(struct hpt_out *out, const struct hpt_exactness *e);

#endif

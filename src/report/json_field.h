/* Fields that several JSON documents have: a key and a value, without the comma. */
#ifndef REPORT_JSON_FIELD_H
#define REPORT_JSON_FIELD_H

#include "base/out.h"

/* null where it is not known. */
void json_hex(struct hpt_out *out, const char *key, uint64_t value, bool known);
void json_number(struct hpt_out *out, const char *key, uint64_t value, bool known);

/* "site": the name of a return address, or the address; null for 0. `namer` may be NULL. */
void json_site(struct hpt_out *out, uint64_t caller, const struct hpt_namer *namer);

/* "exactness": how far the figures can be trusted. */
void json_exactness(struct hpt_out *out, const struct hpt_exactness *e);

#endif

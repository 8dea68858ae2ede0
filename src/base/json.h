/* Members of a JSON object: a key and a value, without the comma between them. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/out.h"

/* null where it is not known. */
void json_hex(struct hpt_out *out, const char *key, uint64_t value, bool known);
void json_number(struct hpt_out *out, const char *key, uint64_t value, bool known);

/* A C string; null for NULL. */
void json_text(struct hpt_out *out, const char *key, const char *text);

#endif

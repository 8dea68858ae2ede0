#include "base/json.h"

#include "base/str.h"

#include <inttypes.h>

void json_hex(struct hpt_out *out, const char *key, uint64_t value, bool known)
{
    if (known)
        out_format(out, "\"%s\": \"0x%" PRIx64 "\"", key, value);
    else
        out_format(out, "\"%s\": null", key);
}

void json_number(struct hpt_out *out, const char *key, uint64_t value, bool known)
{
    if (known)
        out_format(out, "\"%s\": %" PRIu64, key, value);
    else
        out_format(out, "\"%s\": null", key);
}

void json_text(struct hpt_out *out, const char *key, const char *text)
{
    out_format(out, "\"%s\": ", key);
    if (text != NULL)
        out_json_string(out, str_of(text));
    else
        out_text(out, "null");
}

#include "report/json_field.h"

#include "report/words.h"

#include <inttypes.h>

void json_site(struct hpt_out *out, uint64_t caller, const struct hpt_namer *namer)
{
    struct hpt_site_name name;

    if (caller == 0 || namer == NULL || !namer->name(namer->self, caller, &name)) {
        json_hex(out, "site", caller, caller != 0);
        return;
    }
    out_text(out, "\"site\": ");
    out_json_string(out, name.text);
}

void json_exactness(struct hpt_out *out, const struct hpt_exactness *e)
{
    out_format(out, "\"exactness\": {\"level\": \"%s\", ", level_name(e->level));
    json_number(out, "exact_since", e->exact_since, e->level == HPT_LEVEL_RESYNCED);
    out_format(out,
               ", \"predicted\": %" PRIu64 ", \"mispredicted\": %" PRIu64
               ", \"lost_lines\": %" PRIu64 ", \"unknown_blocks\": %" PRIu64
               ", \"late_lines\": %" PRIu64 ", \"torn_lines\": %" PRIu64 ", \"rival\": ",
               e->predicted, e->mispredicted, e->lost_lines, e->unknown_blocks, e->late_lines,
               e->torn_lines);
    if (e->rival != NULL)
        out_format(out, "\"%s\"}", e->rival);
    else
        out_text(out, "null}");
}

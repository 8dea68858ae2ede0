#include "report/json_field.h"

#include "report/words.h"

#include <inttypes.h>

void json_site_name(struct hpt_out *out, const char *key, const struct hpt_site_sum *site)
{
    char text[SITE_TEXT];

    out_format(out, "\"%s\": ", key);
    out_json_string(out, (struct hpt_str){text, site_text(site, text, sizeof text)});
}

void json_site(struct hpt_out *out, uint64_t caller, const struct hpt_namer *namer)
{
    const struct hpt_site_sum site = hpt_site_of(caller, 0, namer);

    if (caller == 0)
        out_text(out, "\"site\": null");
    else
        json_site_name(out, "site", &site);
}

void json_instant(struct hpt_out *out, const char *key, const struct hpt_instant *at)
{
    out_format(out,
               "\"%s\": {\"event\": %" PRIu64 ", \"line\": %" PRIu64 ", \"byte\": %" PRIu64 ", ",
               key, at->event, at->line, at->byte);
    json_number(out, "time_us", at->time_us, at->time_us != 0);
    out_char(out, '}');
}

void json_exactness(struct hpt_out *out, const struct hpt_exactness *e)
{
    out_format(out, "\"exactness\": {\"level\": \"%s\", \"past\": \"%s\", ", level_name(e->level),
               past_name(e->past));
    json_number(out, "exact_since", e->exact_since, e->level == HPT_LEVEL_RESYNCED);
    out_format(out,
               ", \"predicted\": %" PRIu64 ", \"mispredicted\": %" PRIu64
               ", \"lost_lines\": %" PRIu64 ", \"unknown_blocks\": %" PRIu64
               ", \"unsettled_blocks\": %" PRIu64 ", \"late_lines\": %" PRIu64
               ", \"torn_lines\": %" PRIu64 ", \"rival\": ",
               e->predicted, e->mispredicted, e->lost_lines, e->unknown_blocks, e->unsettled_blocks,
               e->late_lines, e->torn_lines);
    if (e->rival != NULL)
        out_format(out, "\"%s\"}", e->rival);
    else
        out_text(out, "null}");
}

/* `report --json`: docs/report.schema.json is its promise. */
#include "report/report_json.h"
#include "base/str.h"
#include "report/json_field.h"
#include "report/report_parts.h"
#include "report/words.h"

#include <inttypes.h>

void json_count(struct hpt_out *out, const char *key, uint64_t value)
{
    out_format(out, "\"%s\": %" PRIu64 ", ", key, value);
}

static const char *warning_key(int warning)
{
    static const char *const keys[HPT_WARN_COUNT] = {
        "none",        "free_old",   "free_unknown",   "free_twice",
        "free_inside", "alloc_live", "resize_unknown", "after_loss"};

    return keys[warning];
}

static void write_run(struct hpt_out *out, const struct hpt_report_run *run)
{
    const char *comma = "";

    out_text(out, "{");
    json_count(out, "number", run->number);
    json_instant(out, "first", &run->first);
    out_text(out, ", ");
    json_instant(out, "last", &run->last);
    out_text(out, ",\n   ");
    json_count(out, "allocations", run->allocations);
    json_count(out, "releases", run->releases);
    json_count(out, "null_releases", run->null_releases);
    json_count(out, "resizes", run->resizes);
    json_count(out, "failures", run->failures);
    json_count(out, "bytes", run->bytes);
    json_count(out, "peak_bytes", run->peak_bytes);
    json_count(out, "live_bytes", run->live_bytes);
    json_count(out, "live_blocks", run->live_blocks);
    if (run->low_known)
        out_format(out, "\"lowest_largest\": %" PRIu64, run->low_largest);
    else
        out_text(out, "\"lowest_largest\": null");
    out_text(out, ",\n   \"warnings\": {");
    for (int i = 1; i < HPT_WARN_COUNT; i++) {
        out_format(out, "%s\"%s\": %" PRIu64, comma, warning_key(i), run->warnings[i]);
        comma = ", ";
    }
    out_text(out, "}, \"notices\": {");
    comma = "";
    for (int i = 0; i < HPT_NOTICE_KIND_COUNT; i++) {
        out_format(out, "%s\"%s\": %" PRIu64, comma, notice_name((enum hpt_notice_kind)i),
                   run->notices[i]);
        comma = ", ";
    }
    out_text(out, "},\n   ");
    json_exactness(out, &run->exactness);
    out_format(out, ", \"allocator\": \"%s\"}", run->allocator);
}

static void write_runs(struct hpt_out *out, const struct hpt_report *r)
{
    out_text(out, " \"runs\": [");
    for (size_t i = 0; i < r->run_count; i++) {
        out_text(out, i > 0 ? ",\n  " : "\n  ");
        write_run(out, &r->runs[i]);
    }
    out_format(out, "],\n \"runs_dropped\": %" PRIu64 ",\n", r->runs_dropped);
}

static void write_marks(struct hpt_out *out, const struct hpt_report *r)
{
    out_text(out, " \"marks\": [");
    for (size_t i = 0; i < r->mark_count; i++) {
        const struct hpt_mark *m = &r->marks[i];
        out_text(out, i > 0 ? ",\n  {" : "\n  {");
        json_instant(out, "at", &m->at);
        out_format(out, ", \"by_person\": %s, ", m->by_person ? "true" : "false");
        json_count(out, "run", m->run);
        json_count(out, "live_blocks", m->live_blocks);
        json_count(out, "live_bytes", m->live_bytes);
        json_count(out, "free_bytes", m->free_bytes);
        json_count(out, "largest_allocatable", m->largest);
        out_text(out, "\"text\": ");
        out_json_string(out, (struct hpt_str){m->text, m->length});
        out_text(out, "}");
    }
    out_format(out, "],\n \"marks_dropped\": %" PRIu64 ",\n", r->marks_dropped);
}

static void write_end(struct hpt_out *out, const struct hpt_report *r)
{
    out_text(out, " \"end\": {");
    json_count(out, "live_bytes", r->end_live_bytes);
    json_count(out, "live_blocks", r->end_live_blocks);
    json_count(out, "occupied_bytes", r->end_occupied);
    json_count(out, "free_bytes", r->end_free);
    out_format(out, "\"largest_allocatable\": %" PRIu64 "},\n", r->end_largest);
}

static void write_low(struct hpt_out *out, const struct hpt_report *r)
{
    if (!r->low_known) {
        out_text(out, " \"low\": null,\n");
        return;
    }
    out_text(out, " \"low\": {");
    json_count(out, "largest_allocatable", r->low_largest);
    json_instant(out, "largest_allocatable_at", &r->low_largest_at);
    out_text(out, ", ");
    json_count(out, "free_bytes", r->low_free);
    json_instant(out, "free_bytes_at", &r->low_free_at);
    out_text(out, "},\n");
}

void hpt_write_report_json(struct hpt_out *out, const struct hpt_report *r,
                           const struct hpt_report_view *view)
{
    out_text(out, "{\"heapterm\": \"report\", \"version\": 1,\n \"input\": ");
    out_json_string(out, str_of(view->input != NULL ? view->input : ""));
    out_format(out, ", \"run\": %" PRIu64 ", \"counted_only\": %s,\n \"since\": ", r->run->number,
               r->counted_only ? "true" : "false");
    if (r->is_part)
        out_format(out, "%" PRIu64 ",\n", r->since.event);
    else
        out_text(out, "null,\n");
    write_runs(out, r);
    write_marks(out, r);
    write_end(out, r);
    json_peak(out, r);
    write_low(out, r);
    json_curves(out, r);
    json_fragmentation(out, r);
    json_lifetimes(out, r);
    json_growth(out, " \"growth\": ", &r->growth);
    if (r->will_fill)
        out_format(out, ",\n \"full_after_events\": {\"least\": %.0f, \"most\": %.0f},\n",
                   r->full_low, r->full_high);
    else
        out_text(out, ",\n \"full_after_events\": null,\n");
    json_sites(out, r, view);
    json_failures(out, r);
    out_text(out, "}\n");
}

#include "base/str.h"
#include "report/json_field.h"
#include "report/report_json.h"
#include "report/report_parts.h"
#include "report/words.h"

#include <inttypes.h>
#include <math.h>

/* JSON has no infinity. */
static void real(struct hpt_out *out, const char *key, double value, const char *behind)
{
    if (isfinite(value))
        out_format(out, "\"%s\": %.9g%s", key, value, behind);
    else
        out_format(out, "\"%s\": null%s", key, behind);
}

void json_peak(struct hpt_out *out, const struct hpt_report *r)
{
    out_text(out, " \"peak\": {");
    json_count(out, "bytes", r->peak_bytes);
    json_count(out, "blocks", r->peak_blocks);
    json_count(out, "occupied_bytes", r->peak_occupied);
    json_instant(out, "at", &r->peak);
    out_text(out, ",\n  ");
    json_count(out, "most_occupied_bytes", r->most_occupied);
    json_instant(out, "most_occupied_at", &r->most_occupied_at);
    out_format(out, ", \"unnamed_bytes\": %" PRIu64 ",\n  \"held\": [", r->peak_unnamed_bytes);
    for (size_t i = 0; i < r->peak_held_count; i++) {
        const struct hpt_peak_block *b = &r->peak_held[i];
        out_format(out, "%s{\"address\": \"0x%" PRIx64 "\", ", i > 0 ? ",\n   " : "\n   ",
                   b->address);
        json_count(out, "event", b->event);
        json_count(out, "requested", b->requested);
        json_count(out, "occupied", b->occupied);
        out_format(out, "\"site\": %" PRIu64 "}", (uint64_t)b->site);
    }
    out_text(out, "]},\n");
}

static void write_curve(struct hpt_out *out, const char *key, const struct hpt_curve *c,
                        const char *behind)
{
    static const char *const rows[] = {"least", "most", "last", "time_us"};

    out_format(out, "\"%s\": {\"first\": %" PRIu64 ", \"step\": %" PRIu64, key, c->first, c->step);
    for (int row = 0; row < 4; row++) {
        out_format(out, ", \"%s\": [", rows[row]);
        for (size_t i = 0; i < c->count; i++) {
            const struct hpt_curve_point *p = &c->points[i];
            const uint64_t values[] = {p->least, p->most, p->last, p->time_us};
            out_format(out, "%s%" PRIu64, i > 0 ? ", " : "", values[row]);
        }
        out_char(out, ']');
    }
    out_format(out, "}%s", behind);
}

void json_curves(struct hpt_out *out, const struct hpt_report *r)
{
    out_text(out, " \"curves\": {\n  ");
    write_curve(out, "live_bytes", &r->live, ",\n  ");
    write_curve(out, "occupied_bytes", &r->occupied, ",\n  ");
    write_curve(out, "free_bytes", &r->free, ",\n  ");
    write_curve(out, "largest_allocatable", &r->largest, ",\n  ");
    write_curve(out, "live_bytes_over_time", &r->live_s, ",\n  ");
    write_curve(out, "largest_allocatable_over_time", &r->largest_s, "},\n");
}

void json_fragmentation(struct hpt_out *out, const struct hpt_report *r)
{
    out_text(out, " \"fragmentation\": {\"sampled\": true, \"samples\": [");
    for (size_t i = 0; i < r->fragmentation_count; i++) {
        const struct hpt_fragmentation *f = &r->fragmentation[i];
        out_text(out, i > 0 ? ",\n  {" : "\n  {");
        json_instant(out, "at", &f->at);
        out_text(out, ", ");
        json_count(out, "free_bytes", f->free_bytes);
        json_count(out, "holes", f->holes);
        json_count(out, "widest", f->widest);
        json_count(out, "largest_allocatable", f->largest);
        real(out, "e1", f->e1, ", ");
        real(out, "e2", f->e2, ", ");
        out_format(out, "\"sizes\": [%" PRIu64 ", %" PRIu64 ", %" PRIu64 "], ", f->sizes[0],
                   f->sizes[1], f->sizes[2]);
        out_format(out, "\"usable\": [%.9g, %.9g, %.9g]}", f->usable[0], f->usable[1],
                   f->usable[2]);
    }
    out_text(out, "],\n  \"footprint\": ");
    if (!r->footprint_known) {
        out_text(out, "null},\n");
        return;
    }
    out_text(out, "{");
    json_count(out, "bytes", r->footprint);
    real(out, "johnstone_wilson_3", r->johnstone_wilson3, ", ");
    real(out, "johnstone_wilson_4", r->johnstone_wilson4, "}},\n");
}

static void write_histogram(struct hpt_out *out, const char *key, const struct hpt_histogram *h)
{
    int last = HPT_REPORT_LOG2 - 1;

    while (last > 0 && h->count[last] == 0)
        last--;
    out_format(out, "\"%s\": [", key);
    for (int i = 0; i <= last; i++)
        out_format(out, "%s%" PRIu64, i > 0 ? ", " : "", h->count[i]);
    out_text(out, "]");
}

static void write_median(struct hpt_out *out, const char *key, uint64_t median)
{
    if (median > 0)
        out_format(out, "\"%s\": %" PRIu64 ", ", key, median);
    else
        out_format(out, "\"%s\": null, ", key);
}

void json_lifetimes(struct hpt_out *out, const struct hpt_report *r)
{
    out_text(out, " ");
    write_histogram(out, "sizes_log2", &r->sizes);
    out_text(out, ",\n \"lifetimes\": {");
    write_median(out, "median_allocations", r->median_age_events);
    write_median(out, "median_bytes", r->median_age_bytes);
    out_format(out, "\"temporaries\": [%" PRIu64 ", %" PRIu64 "],\n  ", r->temporaries[0],
               r->temporaries[1]);
    write_histogram(out, "released_allocations_log2", &r->age_events);
    out_text(out, ", ");
    write_histogram(out, "alive_allocations_log2", &r->alive_events);
    out_text(out, ",\n  ");
    write_histogram(out, "released_bytes_log2", &r->age_bytes);
    out_text(out, ", ");
    write_histogram(out, "alive_bytes_log2", &r->alive_bytes);
    out_text(out, "},\n");
}

void json_growth(struct hpt_out *out, const char *key, const struct hpt_growth *g)
{
    out_format(out, "%s{\"shape\": \"%s\", ", key, shape_name(g->shape));
    real(out, "bytes_per_event", g->slope, ", ");
    real(out, "low", g->low, ", ");
    real(out, "high", g->high, ", ");
    real(out, "p", g->p, ", ");
    real(out, "bytes_per_second", g->per_s, ", ");
    real(out, "low_per_second", g->low_s, ", ");
    real(out, "high_per_second", g->high_s, "}");
}

static void write_site_name(struct hpt_out *out, const struct hpt_report *r, size_t index,
                            const struct hpt_namer *namer)
{
    const struct hpt_site *s = &r->sites[index];
    const struct hpt_site_sum site = report_site(r, index, namer);

    if (s->caller != 0)
        out_format(out, "\"caller\": \"0x%" PRIx64 "\", \"size\": null, ", s->caller);
    else
        out_format(out, "\"caller\": null, \"size\": %" PRIu64 ", ", s->size);
    json_site_name(out, "name", &site);
    out_text(out, ", ");
}

static void write_site_figures(struct hpt_out *out, const struct hpt_site *s)
{
    json_count(out, "allocations", s->allocations);
    json_count(out, "releases", s->releases);
    json_count(out, "failures", s->failures);
    json_count(out, "bytes", s->bytes);
    json_count(out, "live_blocks", s->live_blocks);
    json_count(out, "live_bytes", s->live_bytes);
    json_count(out, "blocks_before", s->before_blocks);
    json_count(out, "most_bytes", s->most_bytes);
    json_count(out, "peak_blocks", s->peak_blocks);
    json_count(out, "peak_bytes", s->peak_bytes);
    json_count(out, "age_bytes", s->age_bytes);
    out_format(out, "\"temporaries\": [%" PRIu64 ", %" PRIu64 "],\n   ", s->temporaries[0],
               s->temporaries[1]);
}

void json_sites(struct hpt_out *out, const struct hpt_report *r, const struct hpt_report_view *view)
{
    out_text(out, " \"sites\": [");
    for (size_t i = 0; i < r->site_count; i++) {
        out_text(out, i > 0 ? ",\n  {" : "\n  {");
        write_site_name(out, r, i, view->namer);
        write_site_figures(out, &r->sites[i]);
        json_growth(out, "\"growth\": ", &r->sites[i].growth);
        out_text(out, ",\n   ");
        write_curve(out, "live", &r->sites[i].live, "}");
    }
    out_format(out, "],\n \"sites_without_curve\": %" PRIu64 ",\n \"leaks\": [",
               r->curveless_sites);
    for (size_t i = 0; i < r->leak_count; i++)
        out_format(out, "%s%" PRIu64, i > 0 ? ", " : "", (uint64_t)r->leaks[i]);
    out_text(out, "],\n");
}

void json_failures(struct hpt_out *out, const struct hpt_report *r)
{
    out_text(out, " \"failures\": [");
    for (size_t i = 0; i < r->failure_count; i++) {
        const struct hpt_failed *f = &r->failures[i];
        out_text(out, i > 0 ? ",\n  {" : "\n  {");
        json_instant(out, "at", &f->at);
        if (f->size_known)
            out_format(out, ", \"size\": %" PRIu64, f->why.size);
        else
            out_text(out, ", \"size\": null");
        if (f->site < r->site_count)
            out_format(out, ", \"site\": %" PRIu64, (uint64_t)f->site);
        else
            out_text(out, ", \"site\": null");
        out_format(out, ", \"cause\": \"%s\", ", cause_name(f->why.cause));
        json_count(out, "free_bytes", f->why.free_bytes);
        json_count(out, "holes", f->why.holes);
        out_format(out, "\"largest_allocatable\": %" PRIu64 "}", f->why.largest);
    }
    out_text(out, "]");
}

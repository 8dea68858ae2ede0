/* `explain --json`: docs/explain.schema.json is its promise. */
#include "base/str.h"
#include "report/json_field.h"
#include "report/words.h"

#include <inttypes.h>
#include <math.h>

static void write_at(struct hpt_out *out, const struct hpt_explanation *e)
{
    out_format(out,
               " \"at\": {\"event\": %" PRIu64 ", \"line\": %" PRIu64 ", \"run\": %" PRIu64 ", ",
               e->event, e->input_line, e->run);
    json_number(out, "time_us", e->time_us, e->time_us != 0);
    out_text(out, "},\n");
}

static void write_request(struct hpt_out *out, const struct hpt_explanation *e,
                          const struct hpt_namer *namer)
{
    out_text(out, " \"request\": {");
    json_number(out, "size", e->failure.size, e->size_known);
    out_text(out, ", ");
    json_number(out, "needed", e->failure.need, e->failure.need > 0);
    out_text(out, ", ");
    json_hex(out, "realloc_of", e->old_address, e->old_address != 0);
    out_text(out, ", ");
    json_hex(out, "caller", e->caller, e->caller != 0);
    out_text(out, ", ");
    json_site(out, e->caller, namer);
    out_text(out, "},\n");
}

static void write_figures(struct hpt_out *out, const struct hpt_explanation *e)
{
    const struct hpt_failure *f = &e->failure;

    out_format(out,
               " \"heap\": {\"heaps\": %zu, \"free_bytes\": %" PRIu64
               ", \"free_in_one_heap\": %" PRIu64 ", \"holes\": %" PRIu64
               ", \"widest_hole\": %" PRIu64 ", \"largest_allocatable\": %" PRIu64 ", ",
               e->heaps, f->free_bytes, f->free_in_one, f->holes, f->widest_hole, f->largest);
    if (e->has_index)
        out_format(out, "\"fragmentation_index\": %" PRIu32 ".%03" PRIu32 ", ", e->index / 1000,
                   e->index % 1000);
    else
        out_text(out, "\"fragmentation_index\": null, ");
    json_number(out, "low_largest_allocatable", e->low_largest, e->low_event > 0);
    out_text(out, ", ");
    json_number(out, "low_event", e->low_event, e->low_event > 0);
    out_text(out, ", ");
    json_number(out, "room_in_heap", e->room_in, f->cause == HPT_CAUSE_REGION);
    out_format(out, ", \"bounds_inferred\": %s, \"failures\": %" PRIu64 "},\n",
               e->has_inferred_bounds ? "true" : "false", e->failures);
}

static void write_pin(struct hpt_out *out, const struct hpt_pin *pin, const struct hpt_namer *namer)
{
    bool seen = pin->block.seen;

    out_format(out, "{\"address\": \"0x%" PRIx64 "\", \"size\": %" PRIu64 ", ", pin->block.address,
               pin->block.size);
    json_number(out, "requested", pin->block.requested, seen);
    out_text(out, ", ");
    json_number(out, "event", pin->block.event, seen);
    out_text(out, ", ");
    json_number(out, "line", pin->line, pin->line > 0);
    out_text(out, ", ");
    json_number(out, "age_events", pin->age_events, seen);
    out_text(out, ", ");
    json_number(out, "age_bytes", pin->age_bytes, seen);
    out_text(out, ", ");
    json_number(out, "age_us", pin->age_us, pin->age_us > 0);
    out_text(out, ", ");
    json_hex(out, "caller", pin->block.caller, pin->block.caller != 0);
    out_text(out, ", ");
    json_site(out, pin->block.caller, namer);
    out_text(out, ", \"log_line\": ");
    if (pin->said_size > 0)
        out_json_string(out, (struct hpt_str){pin->said, pin->said_size});
    else
        out_text(out, "null");
    out_format(out,
               ", \"kind_live\": %" PRIu64 ", \"kind_sets\": %" PRIu64
               ", \"kind_released\": %" PRIu64 ", ",
               pin->kind_live, pin->kind_ways, pin->kind_released);
    json_number(out, "kind_age_events", pin->kind_age, pin->kind_released > 0);
    out_text(out, ", ");
    json_number(out, "kind_oldest_events", pin->kind_oldest, pin->kind_released > 0);
    out_format(out, ", \"doubtful\": %s}", pin->block.doubtful ? "true" : "false");
}

static void write_set(struct hpt_out *out, const struct hpt_pin_set *set,
                      const struct hpt_namer *namer)
{
    out_format(out,
               "{\"heap\": %" PRIu64 ", \"from\": \"0x%" PRIx64 "\", \"to\": \"0x%" PRIx64
               "\", \"bytes\": %" PRIu64 ", \"count\": %" PRIu64 ", \"blocks\": [",
               set->heap, set->from, set->to, set->bytes, set->blocks);
    for (size_t i = 0; i < set->blocks && i < HPT_PIN_BLOCKS; i++) {
        out_text(out, i > 0 ? ",\n     " : "\n     ");
        write_pin(out, &set->pins[i], namer);
    }
    out_text(out, "]}");
}

static void write_sets(struct hpt_out *out, const char *key, const struct hpt_pin_set *sets,
                       size_t count, const struct hpt_namer *namer)
{
    out_format(out, "\"%s\": [", key);
    for (size_t i = 0; i < count; i++) {
        out_text(out, i > 0 ? ",\n    " : "\n    ");
        write_set(out, &sets[i], namer);
    }
    out_char(out, ']');
}

static void write_pins(struct hpt_out *out, const struct hpt_explanation *e,
                       const struct hpt_namer *namer)
{
    out_format(out, " \"pins\": {\"sets\": %" PRIu64 ",\n   ", e->ways);
    write_sets(out, "by_bytes", e->by_bytes, e->set_count, namer);
    out_text(out, ",\n   ");
    write_sets(out, "by_count", e->by_blocks, e->set_count, namer);
    out_text(out, "},\n");
}

static void write_help(struct hpt_out *out, const struct hpt_help *h)
{
    static const char *const names[HPT_HELP_KIND_COUNT] = {
        "release_earlier", "release_at_all", "allocate_at_start", "more_heap", "smaller_request"};

    out_format(out, "{\"kind\": \"%s\", ", names[h->kind]);
    json_number(out, "bytes", h->set != NULL ? h->set->bytes : h->bytes, true);
    out_text(out, ", ");
    json_number(out, "heap", h->set != NULL ? h->set->heap : h->heap, h->kind != HPT_HELP_LESS);
    out_text(out, ", \"addresses\": [");
    for (size_t i = 0; h->set != NULL && i < h->set->blocks; i++)
        out_format(out, "%s\"0x%" PRIx64 "\"", i > 0 ? ", " : "", h->set->pins[i].block.address);
    out_text(out, "]}");
}

static void write_helps(struct hpt_out *out, const struct hpt_explanation *e)
{
    struct hpt_help helps[HPT_HELP_KIND_COUNT];
    size_t count = e->is_failure ? hpt_helps(e, helps) : 0;

    out_text(out, " \"helps\": [");
    for (size_t i = 0; i < count; i++) {
        out_text(out, i > 0 ? ",\n   " : "\n   ");
        write_help(out, &helps[i]);
    }
    out_text(out, "],\n");
}

/* A finite number, or null: JSON knows no other. */
static void write_real(struct hpt_out *out, const char *key, double value)
{
    if (isfinite(value))
        out_format(out, "\"%s\": %.6g", key, value);
    else
        out_format(out, "\"%s\": null", key);
}

static void write_trend(struct hpt_out *out, const char *key, const struct hpt_trend *t, bool known)
{
    if (!known) {
        out_format(out, "\"%s\": null", key);
        return;
    }
    out_format(out, "\"%s\": {", key);
    write_real(out, "slope", t->slope);
    out_text(out, ", ");
    write_real(out, "low", t->low);
    out_text(out, ", ");
    write_real(out, "high", t->high);
    out_text(out, ", ");
    write_real(out, "p", t->p);
    out_char(out, '}');
}

static void write_outlook(struct hpt_out *out, const struct hpt_outlook *o)
{
    out_text(out, " \"outlook\": {");
    json_number(out, "from_event", o->from_event, true);
    out_text(out, ", ");
    json_number(out, "largest_request", o->asked, true);
    out_text(out, ",\n   ");
    write_trend(out, "live_bytes", &o->live, true);
    out_text(out, ",\n   ");
    write_trend(out, "free_bytes", &o->free, o->has_bounds);
    out_text(out, ",\n   ");
    write_trend(out, "largest_allocatable", &o->largest, o->has_bounds);
    out_text(out, ",\n   \"events_to_failure\": ");
    if (o->will_fail) {
        out_char(out, '{');
        write_real(out, "estimate", o->events);
        out_text(out, ", ");
        write_real(out, "low", o->events_low);
        out_text(out, ", ");
        write_real(out, "high", o->events_high);
        out_char(out, '}');
    } else {
        out_text(out, "null");
    }
    out_text(out, ", ");
    write_real(out, "us_per_event", o->us_per_event > 0 ? o->us_per_event : NAN);
    out_text(out, "},\n");
}

void hpt_write_explanation_json(struct hpt_out *out, const struct hpt_explanation *explanation,
                                const struct hpt_namer *namer)
{
    const struct hpt_explanation *e = explanation;

    out_text(out, "{\"heapterm\": \"explain\", \"version\": 1,\n");
    write_at(out, e);
    out_format(out, " \"verdict\": \"%s\",\n",
               e->is_failure ? cause_name(e->failure.cause) : "healthy");
    if (e->is_failure)
        write_request(out, e, namer);
    else
        out_text(out, " \"request\": null,\n");
    write_figures(out, e);
    write_pins(out, e, namer);
    write_helps(out, e);
    if (e->outlook.is_known)
        write_outlook(out, &e->outlook);
    else
        out_text(out, " \"outlook\": null,\n");
    out_format(out, " \"allocator\": \"%s\", ", e->allocator);
    json_exactness(out, &e->exactness);
    out_text(out, "}\n");
}

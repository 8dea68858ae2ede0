/* `heapterm diff --json`: docs/diff.schema.json is its promise. */
#include "base/instant.h"
#include "report/json_field.h"
#include "report/words.h"

#include <inttypes.h>
#include <string.h>

static void count(struct hpt_out *out, const char *key, uint64_t value, bool is_known)
{
    if (is_known)
        out_format(out, "\"%s\": %" PRIu64 ", ", key, value);
    else
        out_format(out, "\"%s\": null, ", key);
}

static void write_instant(struct hpt_out *out, const char *key, const char *name,
                          const struct hpt_inventory *v)
{
    const struct hpt_state *s = &v->state;
    const struct hpt_instant at = instant_of_state(s);
    bool low = s->low_event != 0;

    out_format(out, " \"%s\": {\"name\": ", key);
    out_json_string(out, (struct hpt_str){name, strlen(name)});
    out_text(out, ",\n  ");
    json_instant(out, "at", &at);
    out_text(out, ",\n  ");
    out_format(out, "\"run\": %" PRIu64 ", \"level\": \"%s\",\n  ", s->run,
               level_name(s->exactness.level));
    count(out, "live_blocks", s->live_blocks, true);
    count(out, "live_bytes", s->live_bytes, true);
    count(out, "peak_live_bytes", s->peak_live_bytes, true);
    count(out, "used_bytes", v->used_bytes, true);
    count(out, "free_bytes", s->free_bytes, v->bounds_known);
    count(out, "largest_allocatable", s->largest_allocatable, v->bounds_known);
    count(out, "low_largest_allocatable", s->low_largest_allocatable, low);
    out_text(out, "\n  ");
    count(out, "allocations", s->allocations, true);
    count(out, "releases", s->releases, true);
    count(out, "resizes", s->resizes, true);
    count(out, "failures", s->failures, true);
    out_format(out, "\"warnings\": %" PRIu64 "},\n", s->warnings);
}

static void write_site(struct hpt_out *out, const struct hpt_site_sum *s)
{
    json_site_name(out, "name", s);
    out_text(out, ", \"function\": ");
    if (s->function.len > 0)
        out_json_string(out, s->function);
    else
        out_text(out, "null");
    out_text(out, ", \"file\": ");
    if (s->file.len > 0)
        out_json_string(out, s->file);
    else
        out_text(out, "null");
    if (s->caller != 0)
        out_format(out, ", \"caller\": \"0x%" PRIx64 "\", \"size\": null", s->caller);
    else if (s->is_rest)
        out_text(out, ", \"caller\": null, \"size\": null");
    else
        out_format(out, ", \"caller\": null, \"size\": %" PRIu64, s->size);
}

static void write_change(struct hpt_out *out, const struct hpt_site_change *c)
{
    static const char *const fates[HPT_FATE_COUNT] = {"new", "grown", "shrunk", "gone", "same"};

    out_format(out, "{\"fate\": \"%s\", ", fates[c->fate]);
    write_site(out, c->after.blocks > 0 ? &c->after : &c->before);
    out_format(out,
               ",\n   \"before\": {\"blocks\": %" PRIu64 ", \"bytes\": %" PRIu64
               "}, \"after\": {\"blocks\": %" PRIu64 ", \"bytes\": %" PRIu64 "}}",
               c->before.blocks, c->before.bytes, c->after.blocks, c->after.bytes);
}

void hpt_write_diff_json(struct hpt_out *out, const struct hpt_diff *d, const char *before,
                         const char *after)
{
    out_text(out, "{\"heapterm\": \"diff\", \"version\": 1,\n");
    write_instant(out, "before", before, d->before);
    write_instant(out, "after", after, d->after);
    out_text(out, " \"sites\": [");
    for (size_t i = 0; i < d->change_count; i++) {
        out_text(out, i > 0 ? ",\n  " : "\n  ");
        write_change(out, &d->changes[i]);
    }
    out_text(out, "]}\n");
}

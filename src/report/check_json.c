/* `heapterm check --json`: docs/check.schema.json is its promise. */
#include "base/instant.h"
#include "base/out_buffer.h"
#include "report/json_field.h"
#include "report/words.h"

#include <inttypes.h>
#include <string.h>

enum { SENTENCE = 8192 };

/* Of what is measured and not only counted or waited for. */
static const char *unit_of(enum hpt_limit_kind kind)
{
    switch (kind) {
    case HPT_LIMIT_MAX_USED:
    case HPT_LIMIT_MIN_LARGEST:
    case HPT_LIMIT_MAX_SITE:
        return "bytes";
    case HPT_LIMIT_MAX_FRAGMENTATION:
        return "percent";
    case HPT_LIMIT_NO_LEAKS:
        return "sites";
    case HPT_LIMIT_NO_FAILURES:
    case HPT_LIMIT_NO_ERRORS:
    case HPT_LIMIT_ALLOW_RESTARTS:
        return "times";
    case HPT_LIMIT_SILENCE:
        return "milliseconds";
    case HPT_LIMIT_UNTIL:
    case HPT_LIMIT_KIND_COUNT:
        break;
    }
    return NULL;
}

static bool is_measured(const struct hpt_finding *f)
{
    bool is_judged = f->judgement == HPT_KEPT || f->judgement == HPT_BROKEN;

    return is_judged && f->limit.kind != HPT_LIMIT_UNTIL && f->limit.kind != HPT_LIMIT_SILENCE;
}

static void write_instant(struct hpt_out *out, const char *key, const struct hpt_instant *at)
{
    if (at->run != 0)
        json_instant(out, key, at);
    else
        out_format(out, "\"%s\": null", key);
}

static void write_limit(struct hpt_out *out, const struct hpt_limit *l)
{
    bool has_value = l->kind != HPT_LIMIT_UNTIL;

    out_format(out, "{\"limit\": \"%s\", ", hpt_limit_name(l->kind));
    json_text(out, "name", l->name);
    out_text(out, ", ");
    json_text(out, "phase", l->phase);
    out_text(out, ", ");
    json_text(out, "file", l->file);
    out_text(out, ", ");
    json_number(out, "line", l->line, l->file != NULL);
    out_text(out, ",\n   ");
    json_number(out, "allowed", l->value, has_value);
    out_text(out, ", ");
    json_text(out, "unit", unit_of(l->kind));
}

/* Of max-site: was what it names there? What was not judged does not tell. */
static void write_presence(struct hpt_out *out, const struct hpt_finding *f)
{
    bool is_judged = f->limit.kind == HPT_LIMIT_MAX_SITE && is_measured(f);
    const char *present = f->presence == HPT_SITE_PRESENT ? "true" : "false";

    out_format(out, ", \"allocated\": %s, ", is_judged ? present : "null");
    json_text(out, "nearest", is_judged && f->nearest[0] != '\0' ? f->nearest : NULL);
}

static void write_finding(struct hpt_out *out, const struct hpt_finding *f)
{
    static const char *const judgements[HPT_JUDGEMENT_COUNT] = {
        [HPT_KEPT] = "kept",         [HPT_BROKEN] = "broken",     [HPT_NO_PHASE] = "no_phase",
        [HPT_UNJUDGED] = "unjudged", [HPT_NO_TRACE] = "no_trace",
    };
    bool has_site = f->limit.kind == HPT_LIMIT_MAX_SITE || f->limit.kind == HPT_LIMIT_NO_LEAKS;
    char text[SENTENCE];
    struct out_buffer sentence = {.text = text, .room = sizeof text};
    struct hpt_out words = out_into(&sentence);

    hpt_write_finding(&words, f);
    write_limit(out, &f->limit);
    out_format(out, ", \"judgement\": \"%s\", ", judgements[f->judgement]);
    json_number(out, "measured", f->measured, is_measured(f));
    out_text(out, ", ");
    json_text(out, "site", has_site && f->text[0] != '\0' ? f->text : NULL);
    write_presence(out, f);
    out_text(out, ",\n   ");
    write_instant(out, "first", &f->first);
    out_text(out, ", ");
    write_instant(out, "worst", &f->worst);
    out_text(out, ",\n   \"sentence\": ");
    out_json_string(out, (struct hpt_str){text, sentence.size});
    out_char(out, '}');
}

static const char *verdict_of(const struct hpt_outcome *o)
{
    if (hpt_outcome_count(o, HPT_BROKEN) + hpt_outcome_count(o, HPT_NO_PHASE) > 0)
        return "broken";
    return hpt_outcome_count(o, HPT_KEPT) < o->finding_count || o->state->event == 0 || o->is_cut ||
                   o->fault != NULL
               ? "unjudged"
               : "kept";
}

void hpt_write_outcome_json(struct hpt_out *out, const struct hpt_outcome *o)
{
    const struct hpt_instant at = instant_of_state(o->state);

    out_text(out, "{\"heapterm\": \"check\", \"version\": 1,\n ");
    json_text(out, "input", o->input);
    out_format(out, ", \"verdict\": \"%s\",\n ", verdict_of(o));
    json_instant(out, "at", &at);
    out_format(out, ", \"run\": %" PRIu64 ", \"interrupted\": %s,\n ", at.run,
               o->is_cut ? "true" : "false");
    json_exactness(out, &o->state->exactness);
    out_text(out, ",\n \"limits\": [");
    for (size_t i = 0; i < o->finding_count; i++) {
        out_text(out, i > 0 ? ",\n  " : "\n  ");
        write_finding(out, &o->findings[i]);
    }
    out_text(out, "]}\n");
}

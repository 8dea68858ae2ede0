/* `heapterm check` as text: a line for each limit. */
#include "report/words.h"

#include <inttypes.h>
#include <string.h>

void write_limit_name(struct hpt_out *out, const struct hpt_limit *l)
{
    out_text(out, hpt_limit_name(l->kind));
    if (l->phase == NULL)
        return;
    out_text(out, " in [phase ");
    write_harmless(out, (struct hpt_str){l->phase, strlen(l->phase)});
    out_char(out, ']');
}

void write_cut(struct hpt_out *out, const struct hpt_state *at)
{
    out_format(out,
               "interrupted at line %" PRIu64 ", byte %" PRIu64 "; what came after was not judged",
               at->line, at->byte);
}

void hpt_write_outcome(struct hpt_out *out, const struct hpt_outcome *outcome)
{
    static const char *const words[HPT_JUDGEMENT_COUNT] = {
        [HPT_KEPT] = "ok    ",     [HPT_BROKEN] = "BROKEN",   [HPT_NO_PHASE] = "BROKEN",
        [HPT_UNJUDGED] = "?     ", [HPT_NO_TRACE] = "?     ",
    };

    for (size_t i = 0; i < outcome->finding_count; i++) {
        const struct hpt_finding *f = &outcome->findings[i];
        out_format(out, "%s  ", hpt_finding_is_doubtful(f) ? "WARN  " : words[f->judgement]);
        write_limit_name(out, &f->limit);
        out_text(out, ": ");
        hpt_write_finding(out, f);
        out_char(out, '\n');
    }
    if (outcome->is_cut) {
        out_text(out, "CUT     ");
        write_cut(out, outcome->state);
        out_char(out, '\n');
    }
    out_text(out, "trust   ");
    hpt_write_trust(out, outcome->state);
    out_char(out, '\n');
}

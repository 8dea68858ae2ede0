/* `heapterm check --github`: workflow commands of GitHub Actions. What they mean, and how text in
 * them is escaped, is that of its runner: % CR LF in the message, and : and , in properties
 * (actions/toolkit, packages/core/src/command.ts). */
#include "report/words.h"

#include <string.h>

static void escape(struct hpt_out *out, unsigned char c, bool is_property)
{
    if (c == '%' || c == '\r' || c == '\n' || (is_property && (c == ':' || c == ',')))
        out_format(out, "%%%02X", (unsigned)c);
    else
        out_char(out, c < ' ' || c == 0x7f ? '?' : (char)c);
}

static void property(struct hpt_out *out, const char *text)
{
    for (; *text != '\0'; text++)
        escape(out, (unsigned char)*text, true);
}

/* As a struct hpt_out's `write`, into the message of another one. */
static bool write_message(void *self, const char *bytes, size_t size)
{
    struct hpt_out *out = self;

    for (size_t i = 0; i < size; i++)
        escape(out, (unsigned char)bytes[i], false);
    return !out->failed;
}

/* Where the limit stands, for that is in the repository; or else where a log breaks it. */
static void write_anchor(struct hpt_out *out, const struct hpt_outcome *outcome,
                         const struct hpt_finding *f)
{
    if (f->limit.file != NULL) {
        out_text(out, "file=");
        property(out, f->limit.file);
        out_format(out, ",line=%u,", f->limit.line);
    } else if (outcome->is_file && f->first.run != 0) {
        out_text(out, "file=");
        property(out, outcome->input);
        out_format(out, ",line=%llu,", (unsigned long long)f->first.line);
    }
}

void hpt_write_github(struct hpt_out *out, const struct hpt_outcome *outcome)
{
    struct hpt_out message = {.self = out, .write = write_message};

    for (size_t i = 0; i < outcome->finding_count; i++) {
        const struct hpt_finding *f = &outcome->findings[i];
        if (f->judgement == HPT_KEPT && !hpt_finding_is_doubtful(f))
            continue;
        out_text(out, hpt_finding_is_doubtful(f) ? "::warning " : "::error ");
        write_anchor(out, outcome, f);
        out_text(out, "title=heap budget::");
        write_limit_name(&message, &f->limit);
        out_text(&message, ": ");
        hpt_write_finding(&message, f);
        out_char(out, '\n');
    }
    if (outcome->is_cut) {
        out_text(out, "::error title=heap budget::");
        write_cut(&message, outcome->state);
        out_char(out, '\n');
    }
    if (outcome->fault != NULL) {
        out_text(out, "::error title=heap budget::");
        out_text(&message, outcome->fault);
        out_char(out, '\n');
    }
}

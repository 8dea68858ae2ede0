/* `heapterm check --junit`: the XML that CI systems read, as Ant's JUnit task writes it: a suite
 * for the input, a case for each limit, in it a failure or an error. */
#include "base/utf8.h"
#include "report/words.h"

#include <string.h>

/* Characters that XML 1.0 has: what is none, and what is not UTF-8, becomes U+FFFD. */
static bool is_xml(uint32_t code)
{
    return code >= 0x20 && code != 0x7f && code != 0xfffe && code != 0xffff;
}

/* As a struct hpt_out's `write`, into an attribute of another one. Text comes in whole characters
 * as far as it is UTF-8, or is cut in names that are too long. */
static bool write_escaped(void *self, const char *bytes, size_t size)
{
    struct hpt_out *out = self;

    for (size_t i = 0; i < size;) {
        size_t length;
        uint32_t code;
        bool is_character =
            utf8_take((struct hpt_str){bytes + i, size - i}, &length, &code) == UTF8_CHARACTER;
        if (!is_character || !is_xml(code))
            out_text(out, "\xEF\xBF\xBD");
        else if (code == '&')
            out_text(out, "&amp;");
        else if (code == '<')
            out_text(out, "&lt;");
        else if (code == '>')
            out_text(out, "&gt;");
        else if (code == '"')
            out_text(out, "&quot;");
        else
            out_bytes(out, bytes + i, length);
        i += length;
    }
    return !out->failed;
}

static void escaped(struct hpt_out *out, const char *text)
{
    (void)write_escaped(out, text, strlen(text));
}

static void write_case(struct hpt_out *out, const struct hpt_finding *f)
{
    struct hpt_out words = {.self = out, .write = write_escaped};
    bool is_unjudged = f->judgement == HPT_UNJUDGED || f->judgement == HPT_NO_TRACE;
    const char *element = is_unjudged ? "error" : "failure";

    out_text(out, "    <testcase classname=\"heapterm.");
    escaped(out, f->limit.phase != NULL ? f->limit.phase : "run");
    out_text(out, "\" name=\"");
    out_text(out, hpt_limit_name(f->limit.kind));
    if (f->limit.name != NULL) {
        out_char(out, ' ');
        escaped(out, f->limit.name);
    }
    if (hpt_finding_is_doubtful(f)) {
        out_text(out, "\">\n      <system-out>");
        hpt_write_finding(&words, f);
        out_text(out, "</system-out>\n    </testcase>\n");
        return;
    }
    if (f->judgement == HPT_KEPT) {
        out_text(out, "\"/>\n");
        return;
    }
    out_format(out, "\">\n      <%s type=\"budget\" message=\"", element);
    hpt_write_finding(&words, f);
    out_text(out, "\"/>\n    </testcase>\n");
}

/* What was not judged is no success. */
static void write_error_case(struct hpt_out *out, const char *name)
{
    out_format(out,
               "    <testcase classname=\"heapterm.run\" name=\"%s\">\n"
               "      <error type=\"%s\" message=\"",
               name, name);
}

static void write_rest(struct hpt_out *out, const struct hpt_outcome *outcome)
{
    static const char end[] = "\"/>\n    </testcase>\n";
    struct hpt_out words = {.self = out, .write = write_escaped};

    if (outcome->is_cut) {
        write_error_case(out, "interrupted");
        write_cut(&words, outcome->state);
        out_text(out, end);
    }
    if (outcome->fault != NULL) {
        write_error_case(out, "input");
        escaped(out, outcome->fault);
        out_text(out, end);
    }
}

void hpt_write_junit(struct hpt_out *out, const struct hpt_outcome *outcome)
{
    size_t failures =
        hpt_outcome_count(outcome, HPT_BROKEN) + hpt_outcome_count(outcome, HPT_NO_PHASE);
    size_t rest = (size_t)outcome->is_cut + (outcome->fault != NULL);
    size_t errors =
        hpt_outcome_count(outcome, HPT_UNJUDGED) + hpt_outcome_count(outcome, HPT_NO_TRACE) + rest;

    out_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
                  "  <testsuite name=\"heapterm check ");
    escaped(out, outcome->input);
    out_format(out, "\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"0\">\n",
               outcome->finding_count + rest, failures, errors);
    for (size_t i = 0; i < outcome->finding_count; i++)
        write_case(out, &outcome->findings[i]);
    write_rest(out, outcome);
    out_text(out, "  </testsuite>\n</testsuites>\n");
}

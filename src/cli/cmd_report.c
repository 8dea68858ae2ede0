#include "base/str.h"
#include "cli/answer.h"
#include "cli/instant.h"
#include "cli/patterns.h"

struct told {
    struct instant instant;
    struct hpt_reporter *reporter;
    struct hpt_report_options options;
};

/* There is no report, for a reason that the trace has. */
static void fault_nothing(const struct told *t, const struct hpt_state *state, struct fault *f)
{
    const struct settings *s = t->instant.session.settings;
    const char *input = input_name(s);

    if (s->run != 0)
        (void)fault_input(f, "%s has %llu run%s; give --run a number up to that, or leave it out",
                          input, (unsigned long long)state->run, state->run == 1 ? "" : "s");
    else
        (void)fault_input(f,
                          "nothing happened on the heap in %s after what --since asks for; give an "
                          "earlier instant, or a mark that is there",
                          input);
}

static void tell(void *self, const struct hpt_state *state, struct hpt_out *out, struct fault *f)
{
    struct told *t = self;
    const struct settings *s = t->instant.session.settings;
    const struct hpt_report_view view = {.input = input_name(s),
                                         .namer = naming_namer(t->instant.session.naming),
                                         .color = wants_color(s)};

    if (hpt_reporter_end(t->reporter, state) != HPT_OK) {
        (void)fault_memory(f);
        return;
    }
    const struct hpt_report *report = hpt_reporter_report(t->reporter);
    if (report == NULL)
        fault_nothing(t, state, f);
    else if (s->json)
        hpt_write_report_json(out, report, &view);
    else
        hpt_write_report(out, report, &view);
}

static void on_mark(void *self, const char *text)
{
    struct told *t = self;

    hpt_reporter_mark(t->reporter, str_of(text));
}

static enum hpt_status begin(struct told *t, const struct settings *s, struct fault *f)
{
    const struct instant_client client = {
        .self = t, .needs_trace = true, .at_end = "the report", .answer = tell, .mark = on_mark};

    t->options = (struct hpt_report_options){.run = s->run,
                                             .since = s->since.kind,
                                             .since_number = s->since.number,
                                             .since_text = s->since.text};
    if (instant_open(&t->instant, s, &client, NULL, f) != HPT_OK)
        return f->status;
    if (pattern_open(&t->options.mark, s->mark) != HPT_OK)
        return fault_memory(f);
    t->reporter = hpt_reporter_new(&t->options);
    if (t->reporter == NULL)
        return fault_memory(f);
    const struct hpt_observer observer = hpt_reporter_observer(t->reporter);
    return hpt_observe(t->instant.session.tracker, &observer) == HPT_OK ? HPT_OK : fault_memory(f);
}

static enum hpt_status tell_metrics(const struct settings *s, struct hpt_out *out, struct fault *f)
{
    (void)s;
    (void)f;
    hpt_write_metrics(out);
    return HPT_OK;
}

static int run(const struct settings *settings, struct fault *f)
{
    struct told t = {0};

    if (settings->explain_metrics)
        return answer(settings, tell_metrics, f);
    if (settings->operand_count == 0) {
        (void)fault_usage(f, "report needs an INPUT: a port, a recording, a log or -");
        return f->exit_code;
    }
    if (begin(&t, settings, f) == HPT_OK)
        session_run(&t.instant.session);
    int code = instant_close(&t.instant);
    hpt_reporter_free(t.reporter);
    pattern_close(&t.options.mark);
    return code;
}

const struct command cmd_report = {
    .name = "report",
    .operands = "[INPUT]",
    .about = "the whole run on one screen, then the details",
    .detail =
        "Reads the input to its end and says how full the heap was, when it was fullest and what "
        "held it then, which sites grow, what failed and why, how the holes are, how large "
        "requests "
        "are and how long blocks live. On a port, Ctrl-C is the end of the input, and any other "
        "key "
        "sets a mark; marks are also set by lines of the device (--mark). --explain-metrics says "
        "what the figures mean.",
    .bit = FOR_REPORT,
    .least_operands = 0,
    .most_operands = 1,
    .run = run,
};

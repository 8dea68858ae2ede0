#include "cli/display.h"
#include "cli/instant.h"
#include "cli/options.h"

#include <stdlib.h>

struct explain {
    struct instant instant;
    struct hpt_explainer *explainer;
    bool wants_failure; /* no instant was asked for: the last failure, if there is one */
};

static void write_answer(const struct explain *x, const struct hpt_explanation *e,
                         struct hpt_out *out)
{
    const struct session *session = &x->instant.session;
    const struct hpt_log_options options = {.color = wants_color(session->settings),
                                            .namer = naming_namer(session->naming)};

    if (session->settings->json)
        hpt_write_explanation_json(out, e, options.namer);
    else
        hpt_write_explanation(out, e, &options);
}

static void answer(void *self, const struct hpt_state *state, struct hpt_out *out, struct fault *f)
{
    struct explain *x = self;
    const struct hpt_explanation *failure =
        x->wants_failure ? hpt_last_failure(x->explainer) : NULL;

    if (failure != NULL) {
        write_answer(x, failure, out);
        return;
    }
    struct hpt_explanation *now = malloc(sizeof *now);
    if (now == NULL || hpt_explain(x->explainer, state, now) != HPT_OK)
        (void)fault_memory(f);
    else
        write_answer(x, now, out);
    free(now);
}

static size_t coming(void *self, struct hpt_str bytes, uint64_t time_us)
{
    struct explain *x = self;

    return hpt_explain_ahead(x->explainer, x->instant.session.tracker, bytes, time_us);
}

static enum hpt_status open_explain(struct explain *x, const struct settings *settings,
                                    struct fault *f)
{
    const struct instant_client client = {.self = x,
                                          .needs_trace = true,
                                          .at_end = "how near the heap is to that",
                                          .answer = answer,
                                          .coming = coming};

    *x = (struct explain){.wants_failure = settings->uses[option_number("at")].value == NULL};
    if (instant_open(&x->instant, settings, &client, NULL, f) != HPT_OK)
        return f->status;
    x->explainer = hpt_explainer_new();
    if (x->explainer == NULL)
        return fault_memory(f);
    if (x->wants_failure)
        hpt_explain_failures(x->explainer);
    const struct hpt_observer hears = hpt_explainer_observer(x->explainer);
    return hpt_observe(x->instant.session.tracker, &hears) == HPT_OK ? HPT_OK : fault_memory(f);
}

static int run(const struct settings *settings, struct fault *f)
{
    struct explain x;

    if (open_explain(&x, settings, f) == HPT_OK)
        session_run(&x.instant.session);
    int code = instant_close(&x.instant);
    hpt_explainer_free(x.explainer);
    return code;
}

const struct command cmd_explain = {
    .name = "explain",
    .operands = "INPUT",
    .about = "why an allocation failed, or how near the heap is to that",
    .detail = "Without --at it explains the last allocation that failed, or, if none did, the end "
              "of the input: the cause in one sentence, the figures that prove it, the live blocks "
              "whose release would have made room, cheapest first, and what would have helped. "
              "Where nothing has failed it says where the heap is heading. On a port, Ctrl-C is "
              "the end of the input. docs/explain.md defines every figure.",
    .bit = FOR_EXPLAIN,
    .least_operands = 1,
    .most_operands = 1,
    .run = run,
};

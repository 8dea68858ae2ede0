#include "cli/check.h"

#include "base/instant.h"
#include "base/out.h"
#include "cli/budget_write.h"
#include "cli/patience.h"
#include "cli/patterns.h"
#include "cli/runtime.h"
#include "cli/session.h"
#include "cli/wait_for.h"
#include "io/replace_file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    REST_MS = 200 /* a line that matches and stays open so long will not be ended */
};

struct check {
    struct session session;
    struct limits limits;
    struct hpt_budget *budget;
    struct hpt_reporter *reporter; /* knows what grows; NULL: nobody asks */
    struct hpt_finding *findings;
    struct hpt_pattern mark;
    struct runtime runtime; /* what wrote the input, if there is no trace in it */
    struct wait_for until;
    bool has_come;      /* the line that was waited for, or what there is of it */
    bool has_timed_out; /* it did not come in time */
    bool went_silent;
    bool is_cut;        /* somebody interrupted it before the end that it was to reach */
    uint64_t last_us;   /* arrival of the last bytes of a recording */
    uv_timer_t limit;   /* --timeout, --for */
    uv_timer_t silence; /* --silence */
    uv_timer_t rest;    /* a line that matches is open */
    bool has_timers;
};

static void on_limit(uv_timer_t *timer)
{
    struct check *c = timer->data;

    c->has_timed_out = true;
    session_finish(&c->session, SESSION_DONE);
}

static void on_silence(uv_timer_t *timer)
{
    struct check *c = timer->data;

    c->went_silent = true;
    session_finish(&c->session, SESSION_DONE);
}

static void on_rest(uv_timer_t *timer)
{
    session_finish(&((struct check *)timer->data)->session, SESSION_DONE);
}

/* Feeds up to the end of a line, so that what is judged does not depend on how the bytes came.
 * False: the run is over. */
static bool take_line(struct check *c, const char *bytes, size_t size, uint64_t time_us)
{
    bool is_whole = bytes[size - 1] == '\n';

    if (!session_feed(&c->session, bytes, size, time_us))
        return false;
    c->has_come = wait_for_take(&c->until, bytes, size);
    if (c->has_come && is_whole) {
        session_finish(&c->session, SESSION_DONE);
        return false;
    }
    return true;
}

/* In a recording the times of arrival tell. */
static bool is_gap(const struct check *c, uint64_t time_us)
{
    uint64_t silence_us = c->session.settings->check.silence_ms * 1000;

    return c->session.input.is_recording && silence_us > 0 && time_us > c->last_us &&
           time_us - c->last_us >= silence_us;
}

static void heard(struct check *c)
{
    const struct settings *s = c->session.settings;

    (void)uv_timer_stop(&c->rest);
    if (s->check.silence_ms > 0 && c->session.source->live)
        (void)uv_timer_start(&c->silence, on_silence, s->check.silence_ms, 0);
}

static void take(void *self, const char *bytes, size_t size, uint64_t time_us)
{
    struct check *c = self;

    heard(c);
    if (is_gap(c, time_us)) {
        c->went_silent = true;
        session_finish(&c->session, SESSION_DONE);
        return;
    }
    c->last_us = time_us;
    if (c->until.pattern.find == NULL) {
        (void)!session_feed(&c->session, bytes, size, time_us);
        return;
    }
    while (size > 0) {
        const char *end = memchr(bytes, '\n', size);
        size_t line = end != NULL ? (size_t)(end - bytes) + 1 : size;
        if (!take_line(c, bytes, line, time_us))
            return;
        bytes += line;
        size -= line;
    }
    if (c->has_come && c->session.source->live)
        (void)uv_timer_start(&c->rest, on_rest, REST_MS, 0);
}

static void on_mark(void *self, const char *text)
{
    hpt_budget_mark(((struct check *)self)->budget, (struct hpt_str){text, strlen(text)});
}

/* The limits that the library does not see. */
static void judge_own(struct check *c, struct hpt_finding *f, const struct hpt_state *state)
{
    const struct settings *s = c->session.settings;

    if (f->limit.kind == HPT_LIMIT_UNTIL && !c->has_come) {
        f->judgement = c->is_cut ? HPT_UNJUDGED : HPT_BROKEN; /* it may still have come */
        f->first = instant_of_state(state);
        if (c->is_cut)
            (void)snprintf(f->text, sizeof f->text, "before the run was interrupted");
        else if (c->has_timed_out)
            (void)snprintf(f->text, sizeof f->text, "within %g s", (double)patience_ms(s) / 1000);
        else if (c->went_silent)
            (void)snprintf(f->text, sizeof f->text, "before the device went silent");
    }
    if (f->limit.kind == HPT_LIMIT_SILENCE && c->went_silent) {
        f->judgement = HPT_BROKEN;
        f->first = instant_of_state(state);
    }
}

/* Without a heap trace nothing is said of the heap, and that is not good news. */
static void judge_nothing(struct hpt_finding *f)
{
    if (f->limit.kind != HPT_LIMIT_UNTIL && f->limit.kind != HPT_LIMIT_SILENCE)
        f->judgement = HPT_NO_TRACE;
}

static enum hpt_status judge(struct check *c, const struct hpt_state *state)
{
    if (hpt_budget_judge(c->budget, c->findings) != HPT_OK)
        return fault_memory(c->session.fault);
    if (c->reporter != NULL) {
        if (hpt_reporter_end(c->reporter, state) != HPT_OK)
            return fault_memory(c->session.fault);
        hpt_judge_leaks(c->findings, c->limits.count, hpt_reporter_report(c->reporter),
                        naming_namer(c->session.naming));
    }
    for (size_t i = 0; i < c->limits.count; i++) {
        if (state->event == 0)
            judge_nothing(&c->findings[i]);
        judge_own(c, &c->findings[i], state);
    }
    return HPT_OK;
}

static void write_junit(void *self, struct hpt_out *out)
{
    hpt_write_junit(out, self);
}

static void fault_unjudged(const struct check *c, const struct hpt_state *state, struct fault *f)
{
    const char *input = input_name(c->session.settings);

    if (state->byte == 0)
        (void)fault_input(f, "%s is empty; read what a device says on its heap", input);
    else if (state->event == 0)
        (void)fault_no_trace(f, &c->runtime, input);
    else
        (void)fault_input(f, "%s does not tell all that the budget asks for; see above", input);
}

static void fault_cut(const struct check *c, const struct hpt_state *state, struct fault *f)
{
    const char *input = input_name(c->session.settings);

    if (state->byte == 0)
        (void)fault_input(
            f, "interrupted before %s had said anything; check what it is connected to", input);
    else
        (void)fault_input(f, "interrupted at byte %llu of %s; what came after was not judged",
                          (unsigned long long)state->byte, input);
}

/* The answer as an exit code. What failed before says it best. */
static void conclude(struct check *c, const struct hpt_outcome *outcome)
{
    struct fault *f = c->session.fault;
    size_t broken =
        hpt_outcome_count(outcome, HPT_BROKEN) + hpt_outcome_count(outcome, HPT_NO_PHASE);
    size_t unjudged =
        hpt_outcome_count(outcome, HPT_UNJUDGED) + hpt_outcome_count(outcome, HPT_NO_TRACE);

    if (f->status != HPT_OK)
        return;
    if (broken > 0)
        (void)fault_no(f, "%s breaks %zu of %zu limits%s", input_name(c->session.settings), broken,
                       outcome->finding_count, c->is_cut ? " up to where it was interrupted" : "");
    else if (c->is_cut)
        fault_cut(c, outcome->state, f);
    else if (unjudged > 0 || outcome->state->event == 0)
        fault_unjudged(c, outcome->state, f);
}

static void write_files(struct check *c, struct hpt_outcome *outcome)
{
    const struct settings *s = c->session.settings;
    const struct replacement junit = {.self = outcome, .what = "JUnit file", .write = write_junit};
    struct fault failed = {0};

    if (s->check.junit != NULL && replace_file(s->check.junit, &junit, &failed) != HPT_OK)
        *c->session.fault = failed; /* nobody must take an old file for this run's */
    if (s->check.write_budget != NULL && c->session.fault->status == HPT_OK)
        (void)!budget_write(s, c->budget, &c->limits, outcome, c->session.fault);
}

static void answer(struct check *c, const struct hpt_state *state)
{
    const struct settings *s = c->session.settings;
    struct hpt_out *out = &c->session.console.output.out;
    const struct fault *fault = c->session.fault;
    bool is_told = fault->status != HPT_OK && state->event > 0; /* else every limit tells it */
    struct stat st;
    struct hpt_outcome outcome = {.input = input_name(s),
                                  .is_file = stat(s->operands[0], &st) == 0 && S_ISREG(st.st_mode),
                                  .findings = c->findings,
                                  .finding_count = c->limits.count,
                                  .state = state,
                                  .is_cut = c->is_cut,
                                  .fault = is_told ? fault->message : NULL};

    if (s->json)
        hpt_write_outcome_json(out, &outcome);
    else
        hpt_write_outcome(out, &outcome);
    if (s->check.github)
        hpt_write_github(out, &outcome);
    conclude(c, &outcome);
    write_files(c, &outcome);
}

/* Ctrl-C is the end of a port, unless another one was asked for. */
static bool is_cut(const struct check *c)
{
    const struct session *s = &c->session;
    bool has_end = c->until.pattern.find != NULL || s->settings->for_ms > 0;

    return s->end == SESSION_INTERRUPTED && (s->is_partial || (has_end && !c->has_come));
}

static void finish(void *self, enum session_end end)
{
    struct check *c = self;
    struct session *s = &c->session;

    if (end == SESSION_KILLED || end == SESSION_FAILED)
        return;
    c->is_cut = is_cut(c);
    if (s->input.is_recording && end == SESSION_INPUT_ENDED && is_gap(c, s->input.reached_us))
        c->went_silent = true;
    if (session_conclude(s) != HPT_OK)
        (void)fault_memory(s->fault);
    else if (judge(c, hpt_state(s->tracker)) == HPT_OK)
        answer(c, hpt_state(s->tracker));
}

static void start_timers(struct check *c)
{
    const struct settings *s = c->session.settings;
    uv_timer_t *const timers[] = {&c->limit, &c->silence, &c->rest};

    for (size_t i = 0; i < sizeof timers / sizeof *timers; i++) {
        (void)uv_timer_init(&c->session.loop, timers[i]);
        timers[i]->data = c;
    }
    c->has_timers = true;
    if (patience_ms(s) > 0)
        (void)uv_timer_start(&c->limit, on_limit, patience_ms(s), 0);
    heard(c); /* it may be silent from the beginning */
}

static enum hpt_status open_reporter(struct check *c, struct fault *f)
{
    bool is_asked = false;

    for (size_t i = 0; i < c->limits.count; i++)
        is_asked = is_asked || c->limits.of[i].kind == HPT_LIMIT_NO_LEAKS;
    if (!is_asked)
        return HPT_OK;
    c->reporter = hpt_reporter_new(&(struct hpt_report_options){.run = 0});
    if (c->reporter == NULL)
        return fault_memory(f);
    const struct hpt_observer observer = hpt_reporter_observer(c->reporter);
    return hpt_observe(c->session.tracker, &observer) == HPT_OK ? HPT_OK : fault_memory(f);
}

static enum hpt_status open_budget(struct check *c, struct fault *f)
{
    const struct hpt_pattern *mark = c->limits.mark != NULL ? &c->mark : NULL;
    const struct session *s = &c->session;

    if (s->settings->check.silence_ms > 0 && !s->source->live && !s->input.is_recording)
        return fault_usage(f,
                           "%s does not tell when its bytes came; leave --silence out, or record "
                           "the device",
                           input_name(s->settings));
    if (s->settings->json && s->settings->check.github)
        return fault_usage(f,
                           "--json and --github both write to standard output; give one of them");
    c->budget =
        hpt_budget_new(c->limits.of, c->limits.count, mark, naming_namer(c->session.naming));
    c->findings = calloc(c->limits.count + 1, sizeof *c->findings);
    if (c->budget == NULL || c->findings == NULL)
        return fault_memory(f);
    const struct hpt_observer observer = hpt_budget_observer(c->budget);
    if (hpt_observe(s->tracker, &observer) != HPT_OK ||
        runtime_listen(&c->runtime, s->tracker) != HPT_OK)
        return fault_memory(f);
    return open_reporter(c, f);
}

static enum hpt_status open_patterns(struct check *c, const struct settings *settings,
                                     struct fault *f)
{
    if (pattern_open(&c->mark, c->limits.mark) != HPT_OK ||
        wait_for_open(&c->until, settings->until) != HPT_OK)
        return fault_memory(f);
    return HPT_OK;
}

static int run(struct check *c, const struct settings *settings, struct fault *f)
{
    const struct session_client client = {
        .self = c, .is_quiet = true, .take = take, .mark = on_mark, .finish = finish};

    if (session_open(&c->session, settings, &client, f) == HPT_OK && open_budget(c, f) == HPT_OK) {
        start_timers(c);
        session_run(&c->session);
    }
    if (c->has_timers) {
        uv_close((uv_handle_t *)&c->limit, NULL);
        uv_close((uv_handle_t *)&c->silence, NULL);
        uv_close((uv_handle_t *)&c->rest, NULL);
    }
    return session_close(&c->session);
}

int check(const struct settings *settings, struct fault *f)
{
    static struct check c; /* too large for some stacks */
    int code = 0;

    if (limits_read(&c.limits, settings, f) == HPT_OK && open_patterns(&c, settings, f) == HPT_OK)
        code = run(&c, settings, f);
    hpt_budget_free(c.budget);
    hpt_reporter_free(c.reporter);
    free(c.findings);
    pattern_close(&c.mark);
    wait_for_close(&c.until);
    limits_release(&c.limits);
    return code != 0 ? code : f->exit_code;
}

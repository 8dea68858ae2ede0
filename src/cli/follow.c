#include "cli/follow.h"

#include "base/plural.h"

#include "cli/display.h"
#include "cli/patience.h"
#include "cli/replay_keys.h"
#include "cli/stage.h"

#include <unistd.h>

struct follow {
    struct session session;
    struct display display;
    struct terminal terminal;
    struct stage stage;
    struct hpt_log_view *view;
    uv_timer_t limit; /* --for */
    bool has_limit;
    struct replay_keys keys;
    bool never_came; /* when --for had passed, the port had not been there yet */
    bool has_come;   /* the line that was waited for */
    bool has_failed; /* an allocation has failed, and its report is out */
};

static void on_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct follow *w = self;

    (void)state;
    if (event->kind != HPT_EVENT_FAIL)
        return;
    w->has_failed = true;
    hpt_stop(w->session.tracker);
}

static void take(void *self, const char *bytes, size_t size, uint64_t time_us)
{
    struct follow *w = self;

    /* What came before --from is read, for the heap to be right, but not shown. */
    struct output *o = &w->session.console.output;
    bool may_skip = w->session.settings->from_us > 0 && w->session.input.is_recording;
    if (may_skip)
        o->skipping = time_us < w->session.settings->from_us;
    w->has_come = terminal_received(&w->terminal, bytes, size);
    if (session_feed(&w->session, bytes, size, time_us) && (w->has_failed || w->has_come))
        session_finish(&w->session, SESSION_DONE);
    full_fed(&w->stage.full, bytes, size, time_us);
    view_log_flush(&w->terminal.logs.lines);
    if (may_skip)
        o->skipped = 0; /* that was meant so */
}

static void on_keys(void *self, const char *bytes, size_t size, bool is_terminal)
{
    terminal_keys(&((struct follow *)self)->terminal, bytes, size, is_terminal);
}

static void on_keys_ended(void *self)
{
    terminal_keys_ended(&((struct follow *)self)->terminal);
}

static void on_drained(void *self)
{
    terminal_drained(&((struct follow *)self)->terminal);
}

static void on_leaving(void *self)
{
    struct follow *w = self;

    full_leave(&w->stage.full);
    terminal_leave(&w->terminal);
}

static uint64_t backlog(void *self)
{
    struct follow *w = self;

    return w->terminal.has_sender ? sender_backlog(&w->terminal.sender) : 0;
}

static void on_link(void *self, enum source_link link, const char *news)
{
    struct follow *w = self;

    (void)news;
    if (link != LINK_LOST)
        return;
    terminal_lost(&w->terminal);
    full_gap(&w->stage.full);
}

static void on_news(void *self, const char *sentence)
{
    struct follow *w = self;

    view_log_say(&w->terminal.logs.lines, sentence);
    full_say(&w->stage.full, sentence);
}

static void on_fresh_line(void *self)
{
    hpt_log_view_fresh_line(((struct follow *)self)->view);
}

static void on_restore(void *self)
{
    terminal_restore(&((struct follow *)self)->terminal);
}

static void on_stopping(void *self)
{
    struct follow *w = self;

    full_stopping(&w->stage.full);
    replay_keys_suspend(&w->keys);
}

static void on_resumed(void *self)
{
    struct follow *w = self;

    replay_keys_resume(&w->keys);
    stage_resumed(&w->stage);
}

static void on_resized(void *self)
{
    struct follow *w = self;

    full_resized(&w->stage.full);
    if (!stage_is_full(&w->stage))
        terminal_resized(&w->terminal);
}

static void on_mark(void *self, const char *text)
{
    full_mark(&((struct follow *)self)->stage.full, text);
}

static bool on_stays(void *self, enum session_end end)
{
    return stage_stays(&((struct follow *)self)->stage, end);
}

/* Held back lines may still tell of the failure: asked only when all has been decided. */
static void check_until(struct follow *w, enum session_end end)
{
    const struct settings *settings = w->session.settings;
    struct fault *f = w->session.fault;

    if (!settings->until_fail || w->has_failed || f->status != HPT_OK)
        return;
    if (end == SESSION_DONE)
        (void)fault_input(
            f,
            "no allocation failed within %g second%s; give it longer, or leave --until "
            "out",
            (double)settings->for_ms / 1000, plural_seconds(settings->for_ms));
    else if (end == SESSION_INPUT_ENDED || end == SESSION_HUNG_UP)
        (void)fault_input(f, "%s ended before an allocation failed; leave --until out",
                          input_name(settings));
}

static void check_came(struct follow *w)
{
    struct fault *f = w->session.fault;

    if (w->never_came && f->status == HPT_OK)
        (void)fault_absent(f, w->session.settings, input_name(w->session.settings));
}

static void check_sent(struct follow *w, enum session_end end)
{
    struct session *s = &w->session;

    if (!s->settings->until_sent || s->fault->status != HPT_OK || end == SESSION_INTERRUPTED)
        return;
    if (s->unsent > 0 || !w->terminal.keys_ended)
        (void)fault_input(s->fault, "%s ended before all was sent; send it again",
                          input_name(s->settings));
}

static void check_wait_for(struct follow *w, enum session_end end)
{
    const struct settings *settings = w->session.settings;
    struct fault *f = w->session.fault;

    if (settings->wait_for == NULL || w->has_come || f->status != HPT_OK)
        return;
    const uint64_t ms = patience_ms(settings);
    if (end == SESSION_DONE)
        (void)fault_no(f, "no line of %s matched '%s' within %g second%s; give it longer",
                       input_name(settings), settings->wait_for, (double)ms / 1000,
                       plural_seconds(ms));
    else if (end == SESSION_INPUT_ENDED)
        (void)fault_no(f, "%s ended before a line matched '%s'", input_name(settings),
                       settings->wait_for);
}

/* What stands last, on the screen and in the log of the view. */
static void conclude(struct follow *w)
{
    const struct hpt_state *state = hpt_state(w->session.tracker);
    bool has_summary =
        state->event > 0 || (state->byte > 0 && w->session.settings->wait_for == NULL);

    if (has_summary)
        hpt_log_view_summary(w->view, state);
    else
        hpt_log_view_fresh_line(w->view);
    view_log_finish(&w->terminal.logs.lines, has_summary ? state : NULL);
}

static void finish(void *self, enum session_end end)
{
    struct follow *w = self;
    struct session *s = &w->session;

    if (w->has_limit)
        (void)uv_timer_stop(&w->limit);
    terminal_stop(&w->terminal);
    if (s->is_broken)
        return;
    if (!w->stage.is_over && session_conclude(s) != HPT_OK)
        (void)fault_memory(s->fault);
    else
        conclude(w);
    check_came(w);
    if (end == SESSION_INPUT_ENDED)
        input_check_span(&s->input, s->settings, s->fault);
    check_until(w, end);
    check_wait_for(w, end);
    check_sent(w, end);
}

static void on_quit(void *self)
{
    struct follow *w = self;

    session_finish(&w->session, SESSION_INTERRUPTED);
}

static void on_say(void *self, const char *sentence)
{
    struct follow *w = self;

    console_say(&w->session.console, "%s", sentence);
}

static void on_limit(uv_timer_t *timer)
{
    struct follow *w = timer->data;

    w->never_came = w->session.source->is_expected;
    session_finish(&w->session, SESSION_DONE);
}

static enum hpt_status watch(struct follow *w, const struct settings *settings, struct fault *f)
{
    const struct hpt_observer until = {.self = w, .event = on_event};

    if (display_open(&w->display, settings, w->session.source->clock.wall_us,
                     naming_namer(w->session.naming), f) != HPT_OK)
        return f->status;
    w->view = hpt_log_view_new(&w->session.console.output.out, &w->display.options);
    if (w->view == NULL)
        return fault_memory(f);
    const struct hpt_observer shown = hpt_log_view_observer(w->view);
    if (settings->command != &cmd_tui && hpt_observe(w->session.tracker, &shown) != HPT_OK)
        return fault_memory(f);
    if (settings->log_view != NULL &&
        view_log_start(&w->terminal.logs.lines, w->session.tracker, &w->display.options) != HPT_OK)
        return fault_memory(f);
    /* After the views: when it is told of the failure, the report has been written. */
    if (settings->until_fail && hpt_observe(w->session.tracker, &until) != HPT_OK)
        return fault_memory(f);
    return HPT_OK;
}

static void limit(struct follow *w, uint64_t ms)
{
    if (ms == 0)
        return;
    (void)uv_timer_init(&w->session.loop, &w->limit);
    w->limit.data = w;
    w->has_limit = true;
    (void)uv_timer_start(&w->limit, on_limit, ms, 0);
}

static enum hpt_status open_session(struct follow *w, const struct settings *settings, bool keys,
                                    struct fault *f)
{
    const struct session_client client = {.self = w,
                                          .keys = keys ? on_keys : NULL,
                                          .keys_ended = on_keys_ended,
                                          .drained = on_drained,
                                          .leaving = on_leaving,
                                          .backlog = backlog,
                                          .link = on_link,
                                          .news = on_news,
                                          .fresh_line = on_fresh_line,
                                          .restore = on_restore,
                                          .stopping = on_stopping,
                                          .resumed = on_resumed,
                                          .resized = on_resized,
                                          .mark = on_mark,
                                          .stays = on_stays,
                                          .has_screen = settings->command == &cmd_tui,
                                          .take = take,
                                          .finish = finish};

    if (session_open(&w->session, settings, &client, f) != HPT_OK)
        return f->status;
    return watch(w, settings, f);
}

static void run(struct follow *w, const struct settings *settings, struct fault *f)
{
    const bool is_only = settings->command == &cmd_tui;

    terminal_start(&w->terminal, &w->session, w->view);
    if (stage_open(&w->stage, &w->session, &w->terminal, is_only, f) != HPT_OK)
        return;
    limit(w, patience_ms(settings));
    w->keys = (struct replay_keys){.loop = &w->session.loop,
                                   .input = &w->session.input,
                                   .self = w,
                                   .quit = on_quit,
                                   .say = on_say};
    replay_keys_start(&w->keys);
    session_run(&w->session);
}

/* Before a port is opened, which may reset its board. */
static enum hpt_status check_screen(const struct settings *settings, struct fault *f)
{
    if (settings->command != &cmd_tui || isatty(STDOUT_FILENO) == 1)
        return HPT_OK;
    return fault_usage(f, "heapterm tui draws on a terminal, and standard output is none; heapterm "
                          "report and heapterm map write to files and pipes");
}

int follow(const struct settings *settings, bool keys, struct fault *f)
{
    struct follow w = {0};
    struct fault log_fault = {0};

    if (check_screen(settings, f) != HPT_OK || terminal_open(&w.terminal, settings, f) != HPT_OK)
        return f->exit_code;
    if (open_session(&w, settings, keys, f) == HPT_OK)
        run(&w, settings, f);
    stage_close(&w.stage);
    replay_keys_stop(&w.keys);
    if (w.has_limit)
        uv_close((uv_handle_t *)&w.limit, NULL);
    if (terminal_close(&w.terminal, &log_fault) != HPT_OK && f->status == HPT_OK)
        *f = log_fault;
    hpt_log_view_free(w.view);
    display_close(&w.display);
    return session_close(&w.session);
}

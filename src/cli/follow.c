#include "cli/follow.h"

#include "cli/replay_keys.h"
#include "cli/session.h"

struct follow {
    struct session session;
    struct hpt_log_view *view;
    uv_timer_t limit; /* --for */
    bool has_limit;
    struct replay_keys keys;
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

    bool is_good = session_feed(&w->session, bytes, size, time_us);

    /* What came before --from is read, for the heap to be right, but not shown. */
    if (time_us < w->session.settings->from_us)
        output_drop(&w->session.output);
    if (is_good && w->has_failed)
        session_finish(&w->session, SESSION_DONE);
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
            "no allocation failed within %g seconds; give it longer, or leave --until "
            "out",
            (double)settings->for_ms / 1000);
    else if (end == SESSION_INPUT_ENDED || end == SESSION_HUNG_UP)
        (void)fault_input(f, "%s ended before an allocation failed; leave --until out",
                          input_name(settings));
}

static void finish(void *self, enum session_end end)
{
    struct follow *w = self;
    struct session *s = &w->session;

    if (w->has_limit)
        (void)uv_timer_stop(&w->limit);
    if (s->is_broken)
        return;
    if (session_conclude(s) != HPT_OK)
        (void)fault_memory(s->fault);
    else if (!s->settings->no_summary && hpt_state(s->tracker)->byte > 0)
        hpt_log_view_summary(w->view, hpt_state(s->tracker));
    check_until(w, end);
}

static void on_quit(void *self)
{
    struct follow *w = self;

    session_finish(&w->session, SESSION_INTERRUPTED);
}

static void on_limit(uv_timer_t *timer)
{
    struct follow *w = timer->data;

    session_finish(&w->session, SESSION_DONE);
}

static enum hpt_status watch(struct follow *w, const struct settings *settings, struct fault *f)
{
    const struct hpt_log_options options = {.color = wants_color(settings),
                                            .map_full = settings->map_full,
                                            .final_summary_off = settings->no_summary};
    const struct hpt_observer until = {.self = w, .event = on_event};

    w->view = hpt_log_view_new(&w->session.output.out, &options);
    if (w->view == NULL)
        return fault_memory(f);
    const struct hpt_observer shown = hpt_log_view_observer(w->view);
    if (hpt_observe(w->session.tracker, &shown) != HPT_OK)
        return fault_memory(f);
    /* After the view: when it is told of the failure, the report has been written. */
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

int follow(const struct settings *settings, bool keys, struct fault *f)
{
    struct follow w = {0};
    const struct session_client client = {.self = &w, .take = take, .finish = finish};

    if (session_open(&w.session, settings, &client, f) == HPT_OK &&
        watch(&w, settings, f) == HPT_OK) {
        limit(&w, settings->for_ms);
        w.keys = (struct replay_keys){
            .loop = &w.session.loop, .input = &w.session.input, .self = &w, .quit = on_quit};
        replay_keys_start(&w.keys);
        session_run(&w.session, keys);
    }
    replay_keys_stop(&w.keys);
    if (w.has_limit)
        uv_close((uv_handle_t *)&w.limit, NULL);
    hpt_log_view_free(w.view);
    return session_close(&w.session);
}

#include "cli/session.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

enum {
    HELD_MS = 40,      /* a line in one piece takes less at any usual rate */
    SIGNAL_LAG_MS = 5, /* between two processes that get the same signal */
    PATIENCE_MS = 400  /* after Ctrl-C, for a screen that stands still */
};

static void show_held(uv_timer_t *timer);

/* Where bytes come late, reading waits for the screen. A serial port does not wait: to keep the map
 * exact its bytes are read and only their picture is left out. A program that is the device does as
 * well when somebody sits at a terminal; one whose output goes into a pipe is a filter's source. */
static bool waits_for_screen(const struct source *s)
{
    return !s->loses && !(s->takes_keys && isatty(STDOUT_FILENO) == 1);
}

static void relieve(struct session *s)
{
    const struct output *o = &s->console.output;

    if (o->error != 0 || o->out.failed)
        session_finish(s, SESSION_SCREEN_GONE);
    else if (!s->waits)
        console_relieve(&s->console);
    else if (output_pending(o) > 0)
        s->source->read(s->source, false);
}

static void on_screen_changed(void *self)
{
    struct session *s = self;

    if (s->end != SESSION_RUNS) {
        uv_stop(&s->loop);
        return;
    }
    console_go_on(&s->console);
    s->source->read(s->source, true);
    relieve(s);
}

static void on_fresh_line(void *self)
{
    struct session *s = self;

    if (s->client.fresh_line != NULL)
        s->client.fresh_line(s->client.self);
}

static void on_restore(void *self)
{
    struct session *s = self;

    if (s->client.restore != NULL)
        s->client.restore(s->client.self);
}

void session_flush(struct session *s)
{
    if (s->end != SESSION_RUNS)
        return;
    console_flush(&s->console);
    relieve(s);
}

static void on_data(void *self, const char *bytes, size_t size, uint64_t time_us)
{
    struct session *s = self;

    s->client.take(s->client.self, bytes, size, time_us);
    if (s->end != SESSION_RUNS)
        return;
    session_say_doubts(s, false);
    if (s->client.kept != NULL) {
        atomic_store(&s->client.kept->taken, s->source->taken);
        atomic_store(&s->client.kept->bytes, hpt_state(s->tracker)->byte);
        if (atomic_load(&s->client.kept->is_unwanted)) {
            session_finish(s, SESSION_INTERRUPTED);
            return;
        }
    }
    if (s->source->more)
        return;
    session_flush(s);
    if (s->end == SESSION_RUNS && s->source->live && hpt_holds_text(s->tracker))
        (void)uv_timer_start(&s->held, show_held, HELD_MS, 0);
}

static void on_settled(uv_timer_t *timer)
{
    static const enum session_end ends[] = {
        [SOURCE_ENDED] = SESSION_INPUT_ENDED,
        [SOURCE_HUNG_UP] = SESSION_HUNG_UP,
        [SOURCE_FAILED] = SESSION_CUT_SHORT,
    };
    struct session *s = timer->data;
    bool is_fault = s->source_end == SOURCE_FAILED ||
                    (s->source_end == SOURCE_HUNG_UP &&
                     (s->settings->command->bit & (FOR_MONITOR | FOR_TUI | FOR_CHECK)) != 0);

    if (is_fault)
        *s->fault = s->source->fault;
    if (s->client.stays == NULL || !s->client.stays(s->client.self, ends[s->source_end]))
        session_finish(s, ends[s->source_end]);
}

/* Ctrl-C also ends the program that writes our pipe, and its end may be heard first. */
static void on_end(void *self, enum source_end end, const struct fault *fault)
{
    struct session *s = self;
    bool is_file = s->source->whole > 0;

    (void)fault; /* the source has it */
    s->source_end = end;
    (void)uv_timer_start(&s->held, on_settled, is_file ? 0 : SIGNAL_LAG_MS, 0);
}

static void on_drained(void *self)
{
    struct session *s = self;

    if (s->client.drained != NULL)
        s->client.drained(s->client.self);
}

static void fail(struct session *s, enum hpt_status status)
{
    s->is_broken = true;
    if (status == HPT_ERR_MEMORY)
        (void)fault_memory(s->fault);
    else
        (void)fault_input(s->fault,
                          "the tracker failed at event %llu; please report this with the "
                          "input that shows it",
                          (unsigned long long)hpt_state(s->tracker)->event);
    session_finish(s, SESSION_FAILED);
}

static void say(struct session *s, const char *sentence)
{
    console_say(&s->console, "%s", sentence);
    if (s->client.news != NULL)
        s->client.news(s->client.self, sentence);
}

static void on_link(void *self, enum source_link link, const char *news)
{
    struct session *s = self;

    enum hpt_status status = link == LINK_LOST ? hpt_gap(s->tracker) : HPT_OK;
    if (status != HPT_OK) {
        fail(s, status);
        return;
    }
    bool is_wanted = s->source->live || !s->client.is_quiet;
    if (is_wanted && input_is_shown(&s->input, s->settings))
        say(s, news);
    session_flush(s);
    if (s->client.link != NULL)
        s->client.link(s->client.self, link, news);
}

static void on_mark(void *self, const char *text)
{
    struct session *s = self;

    if (s->client.mark != NULL)
        s->client.mark(s->client.self, text);
    if (!s->client.is_quiet && input_is_shown(&s->input, s->settings))
        console_say(&s->console, "mark%s%s", *text != '\0' ? ": " : "", text);
}

static void on_news(void *self, const char *sentence)
{
    say(self, sentence);
}

/* Perhaps in the background now. */
static void go_on(struct session *s)
{
    keyboard_resume(&s->keyboard, &s->loop);
    if (s->client.resumed != NULL)
        s->client.resumed(s->client.self);
    if (s->client.resized != NULL)
        s->client.resized(s->client.self);
}

static void stop(struct session *s)
{
    progress_clear(&s->progress, false);
    on_fresh_line(s);
    session_flush(s);
    keyboard_stop(&s->keyboard);
    if (s->client.stopping != NULL)
        s->client.stopping(s->client.self);
    bool was_stopped = signals_stop();
    go_on(s);
    if (!was_stopped)
        console_say(&s->console, "heapterm was not stopped: no shell is there to let it go on");
}

static void on_signal(void *self, int number)
{
    struct session *s = self;

    if (s->client.kept != NULL && (number == SIGTSTP || number == SIGCONT || number == SIGWINCH))
        return;
    if (number == SIGWINCH) {
        if (s->client.resized != NULL && s->end == SESSION_RUNS)
            s->client.resized(s->client.self);
    } else if (number == SIGTSTP) {
        if (s->end == SESSION_RUNS)
            stop(s);
    } else if (number == SIGCONT) {
        if (s->end == SESSION_RUNS)
            go_on(s);
    } else if (number == SIGINT) {
        session_finish(s, SESSION_INTERRUPTED);
    } else {
        s->signal = number;
        session_finish(s, SESSION_KILLED);
    }
}

static void show_held(uv_timer_t *timer)
{
    struct session *s = timer->data;
    enum hpt_status status = hpt_show_held(s->tracker);

    if (status != HPT_OK)
        fail(s, status);
    else
        session_flush(s);
}

static bool check(struct session *s)
{
    const char *broken = s->settings->tracker.check ? hpt_check(s->tracker) : NULL;

    if (broken == NULL)
        return true;
    (void)fault_input(s->fault,
                      "at event %llu heapterm's own model broke (%s); please report this with the "
                      "input that shows it",
                      (unsigned long long)hpt_state(s->tracker)->event, broken);
    session_finish(s, SESSION_FAILED);
    return false;
}

bool session_feed(struct session *s, const char *bytes, size_t size, uint64_t time_us)
{
    size_t consumed = 0;
    enum hpt_status status = hpt_feed(s->tracker, bytes, size, time_us, &consumed);

    if (status == HPT_OK)
        return check(s);
    fail(s, status);
    return false;
}

static void on_tick(uv_timer_t *timer)
{
    struct session *s = timer->data;
    const struct progress_figures figures = {
        .taken = s->source->taken, .whole = s->source->whole, .bytes = hpt_state(s->tracker)->byte};

    progress_show(&s->progress, &figures);
}

static void on_event(void *self, const struct hpt_event *event, const struct hpt_state *state)
{
    struct session *s = self;

    (void)state;
    naming_count(s->naming, &s->blocks, event);
}

static enum hpt_status open_naming(struct session *s, struct fault *f)
{
    s->naming = s->settings->naming;
    if (s->naming != NULL)
        return HPT_OK;
    s->naming = &s->own_naming;
    return naming_open(&s->own_naming, s->settings, f);
}

/* Only with an ELF file: what nobody asks for costs nothing. */
static enum hpt_status watch_blocks(struct session *s, struct fault *f)
{
    const struct hpt_observer observer = {.self = s, .event = on_event};

    if (naming_namer(s->naming) == NULL || hpt_observe(s->tracker, &observer) == HPT_OK)
        return HPT_OK;
    return fault_memory(f);
}

static enum hpt_status open_tracker(struct session *s, struct fault *f)
{
    struct hpt_options options = s->settings->tracker;
    enum hpt_status status = open_naming(s, f);

    if (status != HPT_OK)
        return status;
    naming_bound(s->naming, &options);
    s->tracker = hpt_tracker_new(&options, &status);
    if (s->tracker != NULL)
        return watch_blocks(s, f);
    if (status == HPT_ERR_ARGUMENT)
        return fault_usage(f, "the options contradict each other; see heapterm help %s",
                           s->settings->command->name);
    return fault_memory(f);
}

enum hpt_status session_open(struct session *s, const struct settings *settings,
                             const struct session_client *client, struct fault *f)
{
    const struct source_client source_client = {.self = s,
                                                .data = on_data,
                                                .end = on_end,
                                                .drained = on_drained,
                                                .link = on_link,
                                                .news = on_news,
                                                .mark = on_mark};
    const struct input_wish wish = {.name = settings->operands[0], .record = settings->record};

    *s = (struct session){.settings = settings, .client = *client, .fault = f};
    if (uv_loop_init(&s->loop) != 0)
        return fault_memory(f);
    (void)uv_timer_init(&s->loop, &s->held);
    (void)uv_timer_init(&s->loop, &s->patience);
    (void)uv_timer_init(&s->loop, &s->tick);
    s->tick.data = s;
    s->held.data = s;
    s->signals.self = s;
    s->signals.heard = on_signal;
    s->signals.hears_resize = client->kept == NULL;
    signals_open(&s->signals, &s->loop);
    if (client->kept != NULL)
        console_open_kept(&s->console);
    else
        console_open(&s->console);
    s->console.self = s;
    s->console.changed = on_screen_changed;
    s->console.fresh_line = on_fresh_line;
    s->console.restore = on_restore;
    if (open_tracker(s, f) != HPT_OK || client->is_fed)
        return f->status;
    if (input_open(&s->input, &s->loop, settings, &wish, &source_client, f) != HPT_OK)
        return f->status;
    s->source = s->input.source;
    session_wait_for_screen(s, true);
    console_watch(&s->console, &s->loop);
    return HPT_OK;
}

static void on_keys(void *self, const char *bytes, size_t size, bool is_terminal)
{
    struct session *s = self;

    s->client.keys(s->client.self, bytes, size, is_terminal);
}

static void on_keys_ended(void *self)
{
    struct session *s = self;

    if (s->client.keys_ended != NULL)
        s->client.keys_ended(s->client.self);
}

void session_wait_for_screen(struct session *s, bool on)
{
    s->waits = on && s->source != NULL && waits_for_screen(s->source);
}

void session_run(struct session *s)
{
    s->keyboard = (struct keyboard){.self = s, .keys = on_keys, .ended = on_keys_ended};
    s->source->read(s->source, true);
    if (s->client.keys != NULL && s->source->takes_keys)
        keyboard_start(&s->keyboard, &s->loop);
    if (!s->source->takes_keys && s->client.kept == NULL && !s->client.has_screen &&
        progress_is_wanted(s->client.is_quiet)) {
        progress_start(&s->progress, input_name(s->settings));
        (void)uv_timer_start(&s->tick, on_tick, PROGRESS_FIRST_MS, PROGRESS_EVERY_MS);
    }
    while (s->end == SESSION_RUNS)
        (void)uv_run(&s->loop, UV_RUN_DEFAULT);
}

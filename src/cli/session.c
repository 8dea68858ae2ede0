#include "cli/session.h"

#include "cli/heap_bounds.h"

#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

enum {
    HELD_MS = 40,      /* a line in one piece takes less at any usual rate */
    SIGNAL_LAG_MS = 5, /* between two processes that get the same signal */
    PATIENCE_MS = 400  /* after Ctrl-C, for a screen that stands still */
};

static void show_held(uv_timer_t *timer);

/* Where bytes come late, reading waits for the screen. A serial port does not wait: to keep the map
 * exact its bytes are read and only their picture is left out. */
static void relieve(struct session *s)
{
    const struct output *o = &s->console.output;

    if (o->error != 0 || o->out.failed)
        session_finish(s, SESSION_SCREEN_GONE);
    else if (s->source->loses)
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
                    (s->source_end == SOURCE_HUNG_UP && s->settings->command == &cmd_monitor);

    if (is_fault)
        *s->fault = s->source->fault;
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

static void on_link(void *self, enum source_link link, const char *news)
{
    struct session *s = self;

    if (s->source->live || !s->client.is_quiet)
        console_say(&s->console, "%s", news);
    if (s->client.link != NULL)
        s->client.link(s->client.self, link, news);
    enum hpt_status status = link == LINK_LOST ? hpt_gap(s->tracker) : HPT_OK;
    if (status != HPT_OK)
        fail(s, status);
    else
        session_flush(s);
}

static void on_mark(void *self, const char *text)
{
    struct session *s = self;

    if (!s->client.is_quiet)
        console_say(&s->console, "mark%s%s", *text != '\0' ? ": " : "", text);
}

static void on_news(void *self, const char *sentence)
{
    struct session *s = self;

    console_say(&s->console, "%s", sentence);
}

/* SIGSTOP instead of SIGTSTP's own default: libuv holds the handler. */
static void stop_and_go_on(struct session *s)
{
    progress_clear(&s->progress, false);
    keyboard_stop(&s->keyboard);
    (void)kill(getpid(), SIGSTOP);
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
        stop_and_go_on(s);
    } else if (number == SIGCONT) {
        if (s->end == SESSION_RUNS)
            keyboard_resume(&s->keyboard, &s->loop);
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

/* The last line of an input that has not ended may be the half of one. */
enum hpt_status session_conclude(struct session *s)
{
    if (!s->is_partial)
        return hpt_end(s->tracker);
    enum hpt_status status = hpt_show_held(s->tracker);
    return status == HPT_OK ? hpt_settle(s->tracker) : status;
}

static void on_tick(uv_timer_t *timer)
{
    struct session *s = timer->data;
    const struct progress_figures figures = {
        .taken = s->source->taken, .whole = s->source->whole, .bytes = hpt_state(s->tracker)->byte};

    progress_show(&s->progress, &figures);
}

static void on_patience_end(uv_timer_t *timer)
{
    uv_stop(timer->loop);
}

/* What was typed last and is still on its way goes with the port. */
static void leave_source(struct session *s)
{
    (void)uv_timer_stop(&s->held);
    (void)uv_timer_stop(&s->tick);
    progress_clear(&s->progress, s->end == SESSION_INTERRUPTED);
    keyboard_stop(&s->keyboard);
    uint64_t backlog =
        s->client.backlog != NULL ? s->client.backlog(s->client.self) : s->source->queued;
    if (backlog > 0)
        console_say(&s->console, "%llu bytes that were sent have not reached the device",
                    (unsigned long long)backlog);
    input_close(&s->input, s->fault);
    s->source = NULL;
}

/* For a port, and in the monitor, Ctrl-C is the end that everybody means. */
static bool is_read_to_end(const struct session *s)
{
    return !s->source->takes_keys && s->settings->command != &cmd_monitor;
}

void session_finish(struct session *s, enum session_end end)
{
    if (s->end != SESSION_RUNS) {
        /* Only the screen is waited for, and somebody has lost patience with it. */
        if (end == SESSION_INTERRUPTED || end == SESSION_KILLED)
            uv_stop(&s->loop);
        return;
    }
    s->end = end;
    s->is_partial = end == SESSION_CUT_SHORT || (end == SESSION_INTERRUPTED && is_read_to_end(s));
    leave_source(s);
    s->console.output.skipping = false;
    s->console.output.is_paused = false;
    if (end != SESSION_SCREEN_GONE)
        s->client.finish(s->client.self, end);
    console_flush(&s->console);
    if (output_pending(&s->console.output) == 0)
        uv_stop(&s->loop);
    else if (end == SESSION_INTERRUPTED || end == SESSION_KILLED)
        (void)uv_timer_start(&s->patience, on_patience_end, PATIENCE_MS, 0);
}

static enum hpt_status open_tracker(struct session *s, struct fault *f)
{
    struct hpt_options options = s->settings->tracker;
    enum hpt_status status = heap_bounds_read(s->settings->elf, &options, f);

    if (status != HPT_OK)
        return status;
    s->tracker = hpt_tracker_new(&options, &status);
    if (s->tracker != NULL)
        return HPT_OK;
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
    signals_open(&s->signals, &s->loop);
    if (client->kept != NULL)
        console_open_kept(&s->console);
    else
        console_open(&s->console);
    s->console.self = s;
    s->console.changed = on_screen_changed;
    s->console.fresh_line = on_fresh_line;
    s->console.restore = on_restore;
    if (open_tracker(s, f) != HPT_OK)
        return f->status;
    if (input_open(&s->input, &s->loop, settings, &wish, &source_client, f) != HPT_OK)
        return f->status;
    s->source = s->input.source;
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

void session_run(struct session *s)
{
    s->keyboard = (struct keyboard){.self = s, .keys = on_keys, .ended = on_keys_ended};
    s->source->read(s->source, true);
    if (s->client.keys != NULL && s->source->takes_keys)
        keyboard_start(&s->keyboard, &s->loop);
    if (!s->source->takes_keys && s->client.kept == NULL &&
        progress_is_wanted(s->client.is_quiet)) {
        progress_start(&s->progress, input_name(s->settings));
        (void)uv_timer_start(&s->tick, on_tick, PROGRESS_FIRST_MS, PROGRESS_EVERY_MS);
    }
    while (s->end == SESSION_RUNS)
        (void)uv_run(&s->loop, UV_RUN_DEFAULT);
}

/* A name being looked up cannot be cancelled; it is not waited for. */
static bool drain_loop(struct session *s)
{
    const struct timespec pause = {.tv_nsec = 5 * 1000 * 1000};

    for (int i = 0; i < 60; i++) {
        if (uv_run(&s->loop, UV_RUN_NOWAIT) == 0)
            return uv_loop_close(&s->loop) == 0;
        (void)nanosleep(&pause, NULL);
    }
    return false;
}

static int exit_code(const struct session *s)
{
    if (s->end == SESSION_KILLED)
        return 128 + s->signal;
    if (output_fault(&s->console.output, s->fault) != HPT_OK)
        return s->fault->exit_code;
    if (s->console.output.error == EPIPE)
        return 128 + SIGPIPE;
    return s->fault->exit_code;
}

void session_say_what_is_missing(const struct session *s)
{
    if (s->end == SESSION_INTERRUPTED && s->is_partial && s->fault->status == HPT_OK)
        notice_print("interrupted at byte %llu of %s: this is the answer up to there",
                     (unsigned long long)hpt_state(s->tracker)->byte, input_name(s->settings));
}

struct queue session_answer(struct session *s)
{
    struct queue answer = s->console.output.bytes;

    s->console.output.bytes = (struct queue){0};
    return answer;
}

int session_close(struct session *s)
{
    if (s->client.kept == NULL)
        session_say_what_is_missing(s);
    input_close(&s->input, s->fault);
    uv_close((uv_handle_t *)&s->held, NULL);
    uv_close((uv_handle_t *)&s->patience, NULL);
    uv_close((uv_handle_t *)&s->tick, NULL);
    signals_close(&s->signals);
    console_close(&s->console);
    hpt_tracker_free(s->tracker);
    int code = exit_code(s);
    if (!drain_loop(s)) {
        /* libuv would join its threads at exit. */
        if (s->fault->status != HPT_OK)
            fault_print(s->fault);
        _exit(code);
    }
    return code;
}

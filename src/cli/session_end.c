/* The end of a run: what is said last, and the exit code. */
#include "base/plural.h"
#include "cli/session.h"

#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 400 }; /* after Ctrl-C, for a screen that stands still */

/* The last line of an input that has not ended may be the half of one. */
enum hpt_status session_conclude(struct session *s)
{
    if (!s->is_partial)
        return hpt_end(s->tracker);
    enum hpt_status status = hpt_show_held(s->tracker);
    return status == HPT_OK ? hpt_settle(s->tracker) : status;
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
    if (s->client.leaving != NULL)
        s->client.leaving(s->client.self);
    if (s->source == NULL)
        return;
    s->unsent = s->client.backlog != NULL ? s->client.backlog(s->client.self) : s->source->queued;
    if (s->unsent > 0)
        console_say(&s->console, "%llu byte%s that %s sent %s not reached the device",
                    (unsigned long long)s->unsent, plural(s->unsent), were(s->unsent),
                    have(s->unsent));
    input_close(&s->input, s->fault);
    s->source = NULL;
}

/* For a port, and in the monitor, Ctrl-C is the end that everybody means. */
static bool is_read_to_end(const struct session *s)
{
    return s->source != NULL && !s->source->takes_keys && s->settings->command != &cmd_monitor;
}

void session_say_doubts(struct session *s, bool is_over)
{
    char sentence[NAMING_DOUBT];

    if (!s->is_broken && s->naming != NULL &&
        naming_doubts(s->naming, &s->blocks, is_over, sentence))
        console_say(&s->console, "%s", sentence);
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
    s->is_partial = s->is_partial || end == SESSION_CUT_SHORT ||
                    (end == SESSION_INTERRUPTED && is_read_to_end(s));
    leave_source(s);
    s->console.output.is_paused = false;
    console_go_on(&s->console);
    if (end != SESSION_SCREEN_GONE)
        s->client.finish(s->client.self, end);
    session_say_doubts(s, true);
    console_flush(&s->console);
    if (output_pending(&s->console.output) == 0)
        uv_stop(&s->loop);
    else if (end == SESSION_INTERRUPTED || end == SESSION_KILLED)
        (void)uv_timer_start(&s->patience, on_patience_end, PATIENCE_MS, 0);
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
    naming_close(&s->own_naming);
    int code = exit_code(s);
    if (!drain_loop(s)) {
        /* libuv would join its threads at exit. */
        if (s->fault->status != HPT_OK)
            fault_print(s->fault);
        _exit(code);
    }
    return code;
}

#include "cli/replay_keys.h"

#include "io/tty.h"
#include "recording/source_recording.h"

#include <signal.h>

enum { CTRL_C = 0x03, CTRL_Z = 0x1a, CTRL_BRACKET = 0x1d };

static void hold(struct replay_keys *k)
{
    struct source *s = k->input->source;

    k->is_held = !k->is_held;
    source_recording_hold(s, k->is_held);
    if (k->is_held)
        notice_print("paused at %.3f s; space goes on", (double)source_recording_time_us(s) / 1e6);
    else
        notice_print("going on");
}

/* The recording's time stands still with us. */
static void stop(struct replay_keys *k)
{
    source_recording_hold(k->input->source, true);
    (void)raise(SIGTSTP);
}

static void on_keys(void *self, const char *bytes, size_t size, uint64_t time_us)
{
    struct replay_keys *k = self;

    (void)time_us;
    for (size_t i = 0; i < size && k->input->source != NULL; i++) {
        if (bytes[i] == ' ')
            hold(k);
        else if (bytes[i] == CTRL_Z)
            stop(k);
        else if (bytes[i] == CTRL_C || bytes[i] == CTRL_BRACKET || bytes[i] == 'q')
            k->quit(k->self);
    }
}

static void stop_reading(struct replay_keys *k)
{
    if (k->keys != NULL)
        k->keys->close(k->keys);
    k->keys = NULL;
}

static void on_keys_end(void *self, enum source_end end, const struct fault *fault)
{
    (void)end;
    (void)fault;
    stop_reading(self);
}

static void start_reading(struct replay_keys *k)
{
    const struct source_client client = {.self = k, .data = on_keys, .end = on_keys_end};
    struct fault ignored = {0};

    if (!tty_is_ours() || k->input->source == NULL)
        return;
    k->keys = source_stdin_open(k->loop, &client, &ignored);
    if (k->keys == NULL)
        return;
    tty_enter();
    k->keys->read(k->keys, true);
}

/* Whoever stopped us has put the terminal back. */
static void on_go_on(uv_signal_t *signal, int number)
{
    struct replay_keys *k = signal->data;

    (void)number;
    if (k->input->source != NULL)
        source_recording_hold(k->input->source, k->is_held);
    stop_reading(k);
    start_reading(k);
}

void replay_keys_start(struct replay_keys *k)
{
    if (!k->input->is_recording || !k->input->source->live || !tty_is_ours())
        return;
    (void)uv_signal_init(k->loop, &k->go_on);
    k->go_on.data = k;
    k->is_started = true;
    (void)uv_signal_start(&k->go_on, on_go_on, SIGCONT);
    start_reading(k);
}

void replay_keys_stop(struct replay_keys *k)
{
    if (!k->is_started)
        return;
    tty_leave();
    stop_reading(k);
    uv_close((uv_handle_t *)&k->go_on, NULL);
    k->is_started = false;
}

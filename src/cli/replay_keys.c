#include "cli/replay_keys.h"

#include "cli/keys.h"
#include "io/tty.h"
#include "recording/source_recording.h"

#include <signal.h>

enum { CTRL_C = 0x03, CTRL_Z = 0x1a };

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

static void on_keys(void *self, const char *bytes, size_t size, bool is_terminal)
{
    struct replay_keys *k = self;

    (void)is_terminal; /* else none are read */
    for (size_t i = 0; i < size && k->input->source != NULL; i++) {
        if (bytes[i] == ' ')
            hold(k);
        else if (bytes[i] == CTRL_Z)
            stop(k);
        else if (bytes[i] == CTRL_C || bytes[i] == KEY_ALWAYS_ENDS || bytes[i] == 'q')
            k->quit(k->self);
    }
}

/* Whoever stopped us has put the terminal back. */
static void on_go_on(uv_signal_t *signal, int number)
{
    struct replay_keys *k = signal->data;

    (void)number;
    if (k->input->source == NULL)
        return;
    source_recording_hold(k->input->source, k->is_held);
    keyboard_resume(&k->keyboard, k->loop);
}

void replay_keys_start(struct replay_keys *k)
{
    if (!k->input->is_recording || !k->input->source->live || !tty_is_ours())
        return;
    (void)uv_signal_init(k->loop, &k->go_on);
    k->go_on.data = k;
    k->is_started = true;
    (void)uv_signal_start(&k->go_on, on_go_on, SIGCONT);
    k->keyboard = (struct keyboard){.self = k, .keys = on_keys};
    keyboard_start(&k->keyboard, k->loop);
}

void replay_keys_stop(struct replay_keys *k)
{
    if (!k->is_started)
        return;
    keyboard_stop(&k->keyboard);
    uv_close((uv_handle_t *)&k->go_on, NULL);
    k->is_started = false;
}

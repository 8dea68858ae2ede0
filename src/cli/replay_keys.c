#include "cli/replay_keys.h"

#include "cli/keys.h"
#include "io/tty.h"
#include "recording/source_recording.h"

#include <signal.h>
#include <stdio.h>

enum { CTRL_C = 0x03, CTRL_Z = 0x1a };

static void hold(struct replay_keys *k)
{
    struct source *s = k->input->source;
    char news[64];

    k->is_held = !k->is_held;
    source_recording_hold(s, k->is_held);
    if (k->is_held)
        (void)snprintf(news, sizeof news, "paused at %.3f s; space goes on",
                       (double)source_recording_time_us(s) / 1e6);
    k->say(k->self, k->is_held ? news : "going on");
}

static void on_keys(void *self, const char *bytes, size_t size, bool is_terminal)
{
    struct replay_keys *k = self;

    (void)is_terminal; /* else none are read */
    for (size_t i = 0; i < size && k->input->source != NULL; i++) {
        if (bytes[i] == ' ')
            hold(k);
        else if (bytes[i] == CTRL_Z)
            (void)kill(0, SIGTSTP); /* as the terminal itself would, which is raw */
        else if (bytes[i] == CTRL_C || bytes[i] == KEY_ALWAYS_ENDS || bytes[i] == 'q')
            k->quit(k->self);
    }
}

void replay_keys_suspend(struct replay_keys *k)
{
    if (!k->is_started || k->input->source == NULL)
        return;
    source_recording_hold(k->input->source, true);
    keyboard_stop(&k->keyboard);
}

void replay_keys_resume(struct replay_keys *k)
{
    if (!k->is_started || k->input->source == NULL)
        return;
    source_recording_hold(k->input->source, k->is_held);
    keyboard_resume(&k->keyboard, k->loop);
}

void replay_keys_start(struct replay_keys *k)
{
    if (!k->input->is_recording || !k->input->source->live || !tty_is_ours())
        return;
    k->is_started = true;
    k->keyboard = (struct keyboard){.self = k, .keys = on_keys};
    keyboard_start(&k->keyboard, k->loop);
}

void replay_keys_stop(struct replay_keys *k)
{
    if (!k->is_started)
        return;
    keyboard_stop(&k->keyboard);
    k->is_started = false;
}

/* The keys while a recording is played at its own pace: space stands still and goes on, Ctrl-C,
 * Ctrl-] and q end. */
#ifndef CLI_REPLAY_KEYS_H
#define CLI_REPLAY_KEYS_H

#include "cli/input.h"
#include "io/keyboard.h"

struct replay_keys {
    uv_loop_t *loop;
    const struct input *input; /* the recording; its source may be gone at any time */
    void *self;
    void (*quit)(void *self); /* an end key was typed */
    void (*say)(void *self, const char *sentence);
    struct keyboard keyboard;
    bool is_started;
    bool is_held;
};

/* Reads keys if the input is a recording that is played at a pace, and standard input a terminal.
 * Fill loop, input, self, quit and say before; *k is not moved. */
void replay_keys_start(struct replay_keys *k);

/* The program is about to be stopped: the terminal is put back, and the recording's time stands
 * still as well. And it goes on, perhaps in the background. */
void replay_keys_suspend(struct replay_keys *k);
void replay_keys_resume(struct replay_keys *k);

/* Puts the terminal back. The loop must run once more. */
void replay_keys_stop(struct replay_keys *k);

#endif

/* What is typed, on its way to the device. From a terminal the end keys end; from a pipe or a file
 * every byte is sent. */
#ifndef IO_KEYBOARD_H
#define IO_KEYBOARD_H

#include "io/source.h"

struct keyboard {
    struct source *input; /* NULL: nothing to read */
    struct source *device;
    bool is_terminal;
    char end_key; /* beside Ctrl-] */
    void *self;
    void (*quit)(void *self); /* an end key was typed */
};

/* Reads standard input for `k->device`, which stays with the caller, until it ends. Fill device,
 * end_key, self and quit before. Standard input that cannot be read is no failure. */
void keyboard_start(struct keyboard *k, uv_loop_t *loop);

/* The process was stopped and goes on, perhaps in the background: looks again. */
void keyboard_resume(struct keyboard *k, uv_loop_t *loop);

/* The device has taken all that was typed. */
void keyboard_drained(struct keyboard *k);

/* Stops reading and puts the terminal back. */
void keyboard_stop(struct keyboard *k);

#endif

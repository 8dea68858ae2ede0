/* Standard input, on its way to somebody who makes sense of it: keys of a terminal, which come one
 * by one and unchanged, or the bytes of a pipe or a file. */
#ifndef IO_KEYBOARD_H
#define IO_KEYBOARD_H

#include "io/source.h"

struct keyboard {
    struct source *input; /* NULL: nothing to read */
    bool is_terminal;
    void *self;
    void (*keys)(void *self, const char *bytes, size_t size, bool is_terminal);
    void (*ended)(void *self); /* there will be no more; may be NULL */
};

/* Reads standard input until it ends. Fill self and keys before. Standard input that cannot be
 * read, or that belongs to another job of the terminal, is no failure. */
void keyboard_start(struct keyboard *k, uv_loop_t *loop);

/* The process was stopped and goes on, perhaps in the background: looks again. */
void keyboard_resume(struct keyboard *k, uv_loop_t *loop);

/* A pipe or a file waits until there is room for more. A terminal is always read: behind the paste
 * of a megabyte may come the Ctrl-C. */
void keyboard_hold(struct keyboard *k, bool on);

/* Stops reading and puts the terminal back. */
void keyboard_stop(struct keyboard *k);

#endif

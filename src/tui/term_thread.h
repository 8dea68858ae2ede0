/* What the loop's side of the terminal (term.c) and its thread (term_thread.c) share. */
#ifndef TUI_TERM_THREAD_H
#define TUI_TERM_THREAD_H

#include "tui/curses.h"
#include "tui/key_codes.h"
#include "tui/term.h"

#include <pthread.h>
#include <termios.h>

enum term_stand { TERM_SHOWN, TERM_LEFT, TERM_CLOSED };

enum { TERM_KEYS = 256, TERM_KEYS_AT_ONCE = 8 };

struct term {
    struct term_client client;
    uv_async_t async;
    pthread_t thread;
    int tty;               /* opened anew: nobody else's flags count for it */
    int wake;              /* an eventfd: there is something to do */
    int colors;            /* that the terminal has */
    struct termios before; /* as it was before us */
    bool is_closed;        /* the loop's */
    pthread_mutex_t mutex; /* of what follows */
    pthread_cond_t changed;
    enum term_stand wanted, stand;
    bool is_upset; /* others have set the terminal while it was shown */
    struct look look;
    int rows, columns;
    bool is_resized;  /* the client has not heard yet */
    struct grid next; /* to be shown, with has_next */
    bool has_next, is_fresh, is_drawing;
    size_t key_first, key_count;
    struct key keys[TERM_KEYS];
    bool is_gone, is_gone_told;
    int owners; /* the thread, and the handle on the loop */
    /* The thread's alone: */
    struct curses *curses;
    struct key_reader reader;
    struct grid taken;
};

/* Begins it: all of the terminal's writing and reading. */
bool term_thread_start(struct term *t);
/* One owner less. The last one frees it. */
void term_disown(struct term *t);
/* Whether this process may use the terminal now: it is not in the background. */
bool term_is_ours(const struct term *t);

#endif

/* The terminal. Only curses.c and curses_look.c know ncurses; a thread of its own writes to the
 * screen and reads keys, so that a screen that stands still (a slow line, a stopped window) holds
 * nothing up: what is shown next is then the newest grid, and those in between are left out. */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include "tui/key.h"
#include "tui/show.h"
#include "tui/theme.h"

#include <uv.h>

struct term;

struct term_client {
    void *self;
    /* Called from the loop. */
    void (*key)(void *self, const struct key *key);
    void (*resized)(void *self, int rows, int columns);
    /* The terminal went away. */
    void (*gone)(void *self);
};

/* Takes over the terminal on standard output, and reads keys from it, so that standard input may be
 * something else. The handlers of SIGINT, SIGTERM, SIGTSTP and SIGWINCH must be set before, or
 * ncurses sets its own. While it is open, nobody else uses terminfo (libedit does). Never waits for
 * the terminal. NULL, and *why says why not, in a clause: "standard output is not a terminal". */
struct term *term_open(uv_loop_t *loop, const struct term_client *client, const char **why);
/* What it can show; the environment may say less (NO_COLOR, the locale). */
struct look term_look(const struct term *t);
/* What it is to show from the next grid on; of colours at most what the terminal has, also where
 * the environment said less. */
void term_set_look(struct term *t, const struct look *look);
void term_size(const struct term *t, int *rows, int *columns);
/* Shows the grid (copied) as soon as the screen takes it. `fresh`: from scratch. */
void term_show(struct term *t, const struct grid *grid, bool fresh);
/* The screen takes nothing at the moment: what was shown last is not on it yet. */
bool term_is_behind(struct term *t);
/* SIGWINCH was heard. The client hears of a size that is new. */
void term_resize(struct term *t);
/* Gives the terminal back as it was, and takes it again: around a stop, or the log view. Waits for
 * a screen that stands still, but not long. Keys that were not told yet are dropped. */
void term_leave(struct term *t);
/* False, and nothing is done, while this process is in the background: try again at SIGCONT. What
 * was shown last comes back. Also to be called at a SIGCONT for which the terminal was not left: a
 * shell has set it otherwise meanwhile. */
bool term_enter(struct term *t);
/* Gives it back for good; waits at most `patience_ms` for a screen that stands still. The loop must
 * run once more. NULL is fine. */
void term_close(struct term *t, unsigned patience_ms);

#endif

/* The terminal. Only term.c knows ncurses; a thread of its own writes to the screen and reads keys,
 * so that a screen that stands still (a slow line, a stopped window) holds nothing up: what is
 * shown next is then the newest grid, and those in between are left out. */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include "tui/key.h"
#include "tui/show.h"

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

/* Takes over the terminal on standard input and output. NULL, and *why says why not, in a clause:
 * "standard output is not a terminal". */
struct term *term_open(uv_loop_t *loop, const struct term_client *client, const char **why);
/* What it can show; the environment may say less (NO_COLOR, the locale). */
struct look term_look(const struct term *t);
void term_size(const struct term *t, int *rows, int *columns);
/* Shows the grid (copied) as soon as the screen takes it. `fresh`: from scratch. */
void term_show(struct term *t, const struct grid *grid, bool fresh);
/* The screen takes nothing at the moment: what was shown last is not on it yet. */
bool term_is_behind(const struct term *t);
/* SIGWINCH was heard. */
void term_resize(struct term *t);
/* Gives the terminal back as it was, and takes it again: around a stop, or the log view. */
void term_leave(struct term *t);
void term_enter(struct term *t);
/* Gives it back for good; waits at most `patience_ms` for a screen that stands still. The loop must
 * run once more. NULL is fine. */
void term_close(struct term *t, unsigned patience_ms);

/* Colour numbers of the terminal for an ink: -1 is its own. */
int theme_color(const struct look *look, enum ink ink);

#endif

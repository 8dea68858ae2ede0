/* ncurses behind a few functions. All but curses_look are called from one thread, and any that
 * writes waits for as long as the screen stands still. */
#ifndef TUI_CURSES_H
#define TUI_CURSES_H

#include "tui/show.h"

struct curses;

/* What the terminal of this descriptor can show: asks terminfo and the environment, and the
 * terminal nothing. *colors is what it has whatever the environment wishes. False, and *why says
 * why not, in a clause. Not while ncurses is in use. */
bool curses_look(int fd, struct look *look, int *colors, const char **why);

/* Takes the terminal, which has so many colours. NULL without memory. */
struct curses *curses_open(int tty, int colors);
/* What is drawn from now on looks so. */
void curses_set_look(struct curses *c, const struct look *look);
/* Shows the grid, as much of it as there is room for; only what has changed is written. */
void curses_draw(struct curses *c, const struct grid *grid, bool fresh);
void curses_resize(struct curses *c, int rows, int columns);
/* The next byte or code (key_codes.h) of a key that has come; -1: none. Waits only to see whether
 * an Escape is the beginning of more. */
int curses_read(struct curses *c);
/* Gives the terminal back as it was, and takes it again. */
void curses_leave(struct curses *c);
void curses_enter(struct curses *c);
/* Somebody else has set the terminal meanwhile, and may have written on it. */
void curses_again(struct curses *c);
/* Frees it; the terminal has been given back. */
void curses_close(struct curses *c);

#endif

/* The terminal that heapterm itself runs in. There is one, so its state is the module's: a handler
 * of a fatal signal must find it. */
#ifndef IO_TTY_H
#define IO_TTY_H

#include <stdbool.h>

/* True when standard input is a terminal and this process may read it now: a background job that
 * tried would be stopped. */
bool tty_is_ours(void);

/* From now on keys come at once, one by one and unchanged; output is processed as before. The
 * terminal is put back by tty_leave, at exit, and when the program crashes. */
void tty_enter(void);

/* Puts the terminal back; once is enough, more does not harm. */
void tty_leave(void);

#endif

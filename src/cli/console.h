/* What the user sees: standard output, and the news on standard error. Neither ever holds up the
 * bytes of a device: what a screen does not take waits, and beyond a limit it is left out, counted
 * and told. */
#ifndef CLI_CONSOLE_H
#define CLI_CONSOLE_H

#include "cli/output.h"

struct console {
    struct output output; /* standard output */
    struct output news;   /* standard error, where that is another place than standard output */
    bool is_shared;       /* both are the same terminal: news go through `output` */
    bool is_direct;       /* news are written at once, whatever that takes */
    void *self;
    void (*changed)(void *self);    /* see struct output */
    void (*fresh_line)(void *self); /* ends a line of the device that is still open; may be NULL */
    void (*restore)(void *self);    /* what was lifted from the screen stands again; may be NULL */
};

/* `self` and the functions are filled by the caller afterwards. */
void console_open(struct console *s);

/* For a run among others: its output is kept, its news are said at once. */
void console_open_kept(struct console *s);

/* From now on nothing blocks. */
void console_watch(struct console *s, uv_loop_t *loop);

/* A line of news: "--- " and the text, on a line of its own. */
void console_say(struct console *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What is shown lags behind a device that cannot wait: begins or ends to leave output out. */
void console_relieve(struct console *s);

/* All was taken: output goes on, and how much was left out is said. */
void console_go_on(struct console *s);

/* Holds what is to be shown, for somebody who reads; or shows it. */
void console_pause(struct console *s, bool on);

void console_flush(struct console *s);

/* Stops watching; the loop must run once more before *s goes. */
void console_close(struct console *s);

#endif

/* One run: from a source through a tracker to standard output, until the input ends or somebody
 * ends it. What the bytes become is the client's business. */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "cli/command.h"
#include "cli/console.h"
#include "cli/input.h"
#include "cli/naming.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "io/keyboard.h"

#include <stdatomic.h>

enum session_end {
    SESSION_RUNS,
    SESSION_INPUT_ENDED,
    SESSION_HUNG_UP,     /* the device went away */
    SESSION_DONE,        /* the client had what it wanted */
    SESSION_INTERRUPTED, /* Ctrl-C */
    SESSION_KILLED,      /* SIGTERM and the like */
    SESSION_FAILED,      /* *fault says how */
    SESSION_CUT_SHORT,   /* the rest of the input cannot be read; *fault says why */
    SESSION_SCREEN_GONE  /* nobody reads standard output any more */
};

/* For one of several runs at once: what it writes stays in `output`, it shows no progress itself
 * and leaves it to others to stop the program. Any thread may use these. */
struct kept {
    atomic_uint_fast64_t taken; /* as in struct progress_figures */
    atomic_uint_fast64_t bytes;
    atomic_bool is_unwanted; /* heard like Ctrl-C, when the next bytes come */
};

struct session_client {
    void *self;
    bool is_quiet; /* nothing is written before the end */
    bool is_fed;   /* by another run: it has no source of its own, and session_run is not for it */
    struct kept *kept; /* NULL: alone */
    /* What is typed, or comes on standard input, for an input that takes it; NULL: is not read. */
    void (*keys)(void *self, const char *bytes, size_t size, bool is_terminal);
    /* Standard input has ended. May be NULL. */
    void (*keys_ended)(void *self);
    /* The input has taken all that was written. May be NULL. */
    void (*drained)(void *self);
    /* The input is about to be closed. May be NULL. */
    void (*leaving)(void *self);
    /* Bytes for the input that have not reached it. NULL: those that it has. */
    uint64_t (*backlog)(void *self);
    /* The device went away or is back; the user has been told. May be NULL. */
    void (*link)(void *self, enum source_link link, const char *news);
    /* A recording is at a mark that a person set; the text may be empty. May be NULL. */
    void (*mark)(void *self, const char *text);
    /* The user has been told in a sentence of the device, or of a mark. May be NULL. */
    void (*news)(void *self, const char *sentence);
    /* Ends a line of the device that is open on the screen. May be NULL. */
    void (*fresh_line)(void *self);
    /* What output has lifted from the screen stands again. May be NULL. */
    void (*restore)(void *self);
    /* The program is about to be stopped by its shell, and goes on. May be NULL. */
    void (*stopping)(void *self);
    void (*resumed)(void *self);
    /* The screen has another size. May be NULL. */
    void (*resized)(void *self);
    /* There is no more input; true: the run goes on all the same, until somebody ends it. May be
     * NULL. */
    bool (*stays)(void *self, enum session_end end);
    bool has_screen; /* shows everything itself: no progress beside it */
    /* Feeds the bytes to the tracker. */
    void (*take)(void *self, const char *bytes, size_t size, uint64_t time_us);
    /* The run is over, except that nothing can be written: writes what comes last. */
    void (*finish)(void *self, enum session_end end);
};

struct session {
    const struct settings *settings;
    struct session_client client;
    struct fault *fault;
    uv_loop_t loop;
    struct hpt_tracker *tracker;
    struct naming own_naming;
    struct naming_blocks blocks;
    struct naming *naming; /* that one, or the settings' */
    struct input input;
    struct source *source; /* its source, while the run is on */
    bool waits;            /* the source is not read while the screen takes nothing */
    struct console console;
    struct keyboard keyboard;
    struct signals signals;
    struct progress progress;
    uv_timer_t tick;     /* shows how far it has come */
    uv_timer_t held;     /* shows a prompt that might become a trace line */
    uv_timer_t patience; /* with a screen that stands still, after the end */
    enum session_end end;
    enum source_end source_end; /* why there are no more bytes */
    uint64_t unsent;            /* bytes that had not reached the input at its end */
    int signal;                 /* with SESSION_KILLED */
    bool is_broken;             /* the tracker has failed and can only be freed */
    bool is_partial; /* there was more to read: a file, or a pipe, was left before its end */
};

/* Opens all that a run needs; with HPT_OK or not, session_close follows. *s is not moved. */
enum hpt_status session_open(struct session *s, const struct settings *settings,
                             const struct session_client *client, struct fault *f) HPT_MUST_CHECK;

/* Whether reading waits for a screen that stands still, where it may (`on`). */
void session_wait_for_screen(struct session *s, bool on);

/* Runs to the end. */
void session_run(struct session *s);

/* Writes what was collected for the screen, as far as it takes it. */
void session_flush(struct session *s);

/* Feeds the tracker. False when it failed; the run is over then. */
bool session_feed(struct session *s, const char *bytes, size_t size, uint64_t time_us);

/* For `finish`: all was fed, and the tracker decides what is still open. */
enum hpt_status session_conclude(struct session *s) HPT_MUST_CHECK;

/* Ends the run; the first reason counts. Not from inside an observer. */
void session_finish(struct session *s, enum session_end end);

/* What a run that is kept has written; the caller releases it. */
struct queue session_answer(struct session *s);

/* If Ctrl-C came before all was read, a sentence on how far it came. session_close says it, too,
 * unless the run is kept. */
void session_say_what_is_missing(const struct session *s);

/* If the trace contradicts the ELF file, a sentence on that, once. */
void session_say_doubts(struct session *s, bool is_over);

/* Frees everything. The exit code: the fault's, or that of a signal, or
 * 0. */
int session_close(struct session *s);

#endif

/* The full-screen view of a session: what comes is heard, and can be gone back to; keys change what
 * is shown; the screen is drawn at most 30 times a second, and never holds anything up. */
#ifndef CLI_FULL_SCREEN_H
#define CLI_FULL_SCREEN_H

#include "cli/full_jobs.h"
#include "cli/session.h"
#include "tui/term.h"
#include "tui/view.h"

struct full_host {
    void *self;
    void (*quit)(void *self);
    void (*leave)(void *self); /* to the log view; NULL: there is none, and `q` ends */
    void (*mark)(void *self, const char *words);
    void (*send)(void *self, struct hpt_str text); /* a line for the board, without its end */
};

struct full_screen {
    struct session *session;
    struct full_host host;
    struct travel *travel; /* NULL: the view was never wanted */
    struct term *term;     /* NULL: as well */
    bool is_up;            /* it has the terminal */
    const struct scene *scene;
    struct app app;
    struct app gathered; /* the choices that `gather` was made for */
    struct show show;
    struct gather gather;
    struct grid grid;
    struct jobs jobs;
    uv_timer_t frame;
    uv_idle_t work;
    bool is_stale;                       /* another instant is shown than the one in `gather` */
    bool is_fresh;                       /* the terminal must be drawn from scratch */
    bool has_loop;                       /* frame and work belong to the loop */
    unsigned pause_ms;                   /* from one frame to the next, at least */
    uint64_t drawn_ms;                   /* when the last frame was drawn */
    uint64_t changed_ms;                 /* when the last event came */
    uint64_t counted_ms, counted_events; /* for the rate */
    uint64_t heard_event;
    uint64_t base; /* with has_base: the event that differences are taken from */
    bool has_base;
    struct hpt_event birth; /* of a block that was selected */
    char trouble[APP_TEXT];
};

/* Begins to hear the session, whose tracker must be at rest. Does not touch the terminal. *f is not
 * moved; full_close follows. */
enum hpt_status full_open(struct full_screen *f, struct session *session,
                          const struct full_host *host, struct fault *fault) HPT_MUST_CHECK;
static inline bool full_is_open(const struct full_screen *f)
{
    return f->travel != NULL;
}

/* Takes the terminal. What the session writes there waits meanwhile. */
enum hpt_status full_enter(struct full_screen *f, struct fault *fault) HPT_MUST_CHECK;
/* Gives it back. */
void full_leave(struct full_screen *f);

/* What the session hears, after its tracker did. */
void full_fed(struct full_screen *f, const char *bytes, size_t size, uint64_t time_us);
void full_gap(struct full_screen *f);
void full_ended(struct full_screen *f, const char *how);
void full_mark(struct full_screen *f, const char *words); /* a mark was set */
void full_say(struct full_screen *f, const char *sentence);
void full_resized(struct full_screen *f);
void full_stopping(struct full_screen *f);
void full_resumed(struct full_screen *f);

/* Gives the terminal back, and all else. The loop must run once more. */
void full_close(struct full_screen *f);

/* For full_wishes.c: what a key asks for; the screen is drawn again soon. */
void full_obey(struct full_screen *f, const struct request *request);
void full_touch(struct full_screen *f);
void full_go(struct full_screen *f, const struct goal *goal);
void full_message(struct full_screen *f, enum message_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
struct job_wishes full_wishes(const struct full_screen *f);
/* What the details want to know of the selected block. */
void full_look_up(struct full_screen *f);
void full_searched(struct full_screen *f, bool found, uint64_t byte);
/* For full_save.c: the screen as text, the map as SVG. */
void full_save_text(struct full_screen *f, const char *path);
void full_save_map(struct full_screen *f, const char *path);

#endif

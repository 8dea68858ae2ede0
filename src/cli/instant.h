/* One input, read up to one instant (--at), or to two at once: for commands that answer a question
 * about it. */
#ifndef CLI_INSTANT_H
#define CLI_INSTANT_H

#include "cli/runtime.h"
#include "cli/session.h"

struct instant_client {
    void *self;
    bool is_fed;        /* by another instant, see instant_join: it opens no input */
    bool needs_trace;   /* without a heap trace there is no answer, but a sentence */
    const char *at_end; /* what there is at the end of the input, for a sentence: "the map" */
    /* The tracker stands at the instant: writes the answer, or makes *f say why there is none. */
    void (*answer)(void *self, const struct hpt_state *state, struct hpt_out *out, struct fault *f);
    /* A person sets a mark here: by a key of the terminal, or once in a recording. NULL: marks are
     * not of interest, and no keys are read. */
    void (*mark)(void *self, const char *text);
    /* The tracker is fed these bytes next: how many of them, before it is asked about the rest.
     * May be NULL. */
    size_t (*coming)(void *self, struct hpt_str bytes, uint64_t time_us);
};

struct instant {
    struct session session;
    struct instant_client client;
    struct moment at;
    struct runtime runtime; /* what wrote the input, if a trace is needed */
    uint64_t seen;          /* bytes, line feeds, events, failures or marks, as `at` counts */
    struct hpt_pattern mark;
    struct hpt_marker *marker; /* NULL: marks are not counted, or those of persons alone */
    struct instant *beside;    /* of the same input, see instant_join; NULL: none */
    bool is_open;              /* the session is */
    bool is_reached;
    bool has_bytes;
};

/* Makes ready for session_run, which calls `answer`; `kept` as in struct session_client. What the
 * client wants to hear on the way it adds to the session's tracker. With HPT_OK or not,
 * instant_close follows. *i is not moved. */
enum hpt_status instant_open(struct instant *i, const struct settings *settings,
                             const struct instant_client *client, struct kept *kept,
                             struct fault *f) HPT_MUST_CHECK;

/* Another instant of the same input, for one that can be read only once: `other`, which is fed,
 * gets all that *i reads, and answers first. *i reads on until both are reached, in whatever order.
 * Both are open; session_run is for *i. */
void instant_join(struct instant *i, struct instant *other);

/* The exit code, as session_close. */
int instant_close(struct instant *i);

#endif

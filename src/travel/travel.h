/* Time travel: the scene at any instant of what has been heard so far, while more is heard.
 *
 * What came is kept in a history: every byte with its time of arrival, packed, in a file without a
 * name. Every now and then the scene is copied: a keyframe. To go to an instant the keyframe before
 * it is copied and fed on from the history, by the tracker that fed the live scene: so what is
 * shown is by construction what `heapterm map --at` would say. Keyframes take at most
 * options.memory bytes beside the first: when they would take more, every second one goes, and they
 * are twice as far apart from then on. */
#ifndef TRAVEL_TRAVEL_H
#define TRAVEL_TRAVEL_H

#include "travel/course.h"
#include "travel/scene.h"

struct travel;

struct travel_options {
    size_t memory;         /* bytes for keyframes; 0: TRAVEL_MEMORY */
    const char *directory; /* for the history; NULL: $TMPDIR, or /tmp */
};
enum { TRAVEL_MEMORY = 64 << 20 };

/* Begins at the tracker's present state, which is the first instant there is; 0 events when it is
 * new. Observes the tracker. It is borrowed and must outlive the travel, and when that is freed it
 * must not be fed any more. NULL with *error an errno: the history cannot be made, or there is no
 * memory. */
struct travel *travel_new(struct hpt_tracker *tracker, const struct travel_options *options,
                          int *error);
void travel_free(struct travel *t); /* NULL is fine */

/* What the tracker was fed, after it was, at best in pieces of at most 64 KiB: keyframes lie
 * between them; the gap (hpt_gap) and the end (hpt_end) after they were told. A mark that a person
 * set. When the history's file takes no more, `error` in travel_figures says why, and instants
 * after that are not there but for the live one. */
void travel_fed(struct travel *t, const char *bytes, size_t size, uint64_t time_us);
void travel_gap(struct travel *t);
void travel_end(struct travel *t);
void travel_mark(struct travel *t, struct hpt_str text);

/* The newest instant; the curves up to it. They go on as the tracker is fed. */
const struct scene *travel_live(const struct travel *t);
const struct course *travel_course(const struct travel *t);

enum stop_kind { STOP_FAILURE, STOP_MARK, STOP_RESTART };
/* An instant that a person may want to go to. */
struct travel_stop {
    enum stop_kind kind;
    uint64_t event;      /* a mark, a restart: the event before it */
    struct hpt_str text; /* of a mark, until the next one; empty where there is no room for it */
};
enum { TRAVEL_STOPS = 1 << 20 }; /* beyond them none is kept, and `stops_dropped` counts */

struct travel_figures {
    uint64_t first_event;  /* the earliest instant is after this event */
    uint64_t last_event;   /* the newest instant that can be gone to */
    uint64_t bytes;        /* heard */
    uint64_t packed_bytes; /* of the history's file */
    size_t keyframes;
    size_t keyframe_bytes;
    uint64_t keyframe_events; /* how far apart they are, about */
    uint64_t stops_dropped;
    int error; /* errno: the history is not complete */
};
void travel_figures(const struct travel *t, struct travel_figures *figures);

enum goal_kind { GOAL_EVENT, GOAL_LINE, GOAL_BYTE, GOAL_TIME };
struct goal {
    enum goal_kind kind;
    uint64_t number; /* microseconds for a time; event 0 is before the first */
};

/* The scene at an instant: after event N; when N lines or bytes, or all that came up to a time,
 * have been consumed, as struct hpt_state counts them. Beyond the newest instant it is the newest;
 * before the first the first. Behind lines, bytes or a time the input is taken to stop: hpt_settle.
 * *scene is the travel's, valid until the next call of this function. HPT_ERR_SYSTEM: the history
 * cannot be read, travel_figures says why. HPT_ERR_MEMORY: may be tried again. */
enum hpt_status travel_go(struct travel *t, const struct goal *goal,
                          const struct scene **scene) HPT_MUST_CHECK;

/* The failure, mark or restart before or after the event; of several of one event, one. False:
 * there is none. */
bool travel_next_stop(const struct travel *t, uint64_t event, bool forward,
                      struct travel_stop *stop);
/* The n-th failure, 1 is the first. */
bool travel_failure(const struct travel *t, uint64_t n, uint64_t *event);

/* The event with that number, in full (its line is empty). Travels apart from travel_go.
 * HPT_ERR_ARGUMENT: it is not in the history. */
enum hpt_status travel_look_up(struct travel *t, uint64_t number,
                               struct hpt_event *event) HPT_MUST_CHECK;

/* A walk through the history, in steps, so that the screen goes on meanwhile. */
struct walk_client {
    void *self;
    struct hpt_observer observer; /* hears all that is between; its `self` is its own */
    /* Asked after each event that the observer has heard, and now and then between them; true: it
     * has what it wanted, and the walk ends here. May be NULL. */
    bool (*enough)(void *self);
};
struct travel_walk;
/* From the first instant, or with `from` > 0 from a keyframe at or before event `from`, up to event
 * `to` (UINT64_MAX: what there is when it gets there). NULL without memory. */
struct travel_walk *travel_walk_new(struct travel *t, const struct walk_client *client,
                                    uint64_t from, uint64_t to);
/* Goes on for about `us` microseconds. True when it is done: *scene is where it ended, valid until
 * the walk is freed, or NULL and *status says what failed. */
bool travel_walk_step(struct travel_walk *w, uint64_t us, const struct scene **scene,
                      enum hpt_status *status);
/* Where it is: valid between its steps. */
const struct scene *travel_walk_scene(const struct travel_walk *w);
/* How far it has come, in thousandths. */
unsigned travel_walk_progress(const struct travel_walk *w);
void travel_walk_free(struct travel_walk *w); /* NULL is fine; before its travel */

#endif

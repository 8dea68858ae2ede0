/* What there is to see at one instant: the tracker's state, and what led to it.
 *
 * A scene hears a tracker and keeps the last events, the last lines of the device, and the last
 * remarks, each in a ring of fixed size. It is a plain value but for the tracker: scene_copy makes
 * another one that goes on by itself. */
#ifndef TRAVEL_SCENE_H
#define TRAVEL_SCENE_H

#include "heapterm.h"

enum {
    SCENE_EVENTS = 128, /* a power of two, as are all of these */
    SCENE_LINES = 256,
    SCENE_BYTES = 16384,
    SCENE_LINE = 4096, /* bytes of a line; a longer one is several */
    SCENE_REMARKS = 64
};

/* A line of the device that is no trace line. Its bytes are as they came, without the line end: LF,
 * CR or CR LF. */
struct scene_line {
    uint64_t at;      /* of its first byte, counted over all text */
    uint32_t length;  /* in bytes */
    uint64_t event;   /* the last event before it; 0: none */
    uint64_t time_us; /* of its first byte; 0: not known */
};

enum remark_kind {
    REMARK_WARNING, /* event.warning, but for what a known loss explains (HPT_WARN_AFTER_LOSS) */
    REMARK_FAILURE, /* event is a failed allocation */
    REMARK_NOTICE
};

/* What was wrong, or worth saying. */
struct scene_remark {
    enum remark_kind kind;
    uint64_t number; /* of the event; 0: before the first */
    uint64_t run;
    struct hpt_event event;   /* of a warning or a failure; its line is empty */
    struct hpt_notice notice; /* its text is empty; its reason is NULL and stands in `reason` */
    char reason[96];          /* cut, if need be; empty: none */
};

/* What was left after an event, over all heaps. */
struct scene_figures {
    uint64_t live_blocks;
    uint64_t free_bytes;
    uint64_t largest; /* that malloc could have given */
    bool are_known;   /* else there was no heap yet, and no figure for what is free */
    bool are_inferred;
};

struct scene {
    struct hpt_tracker *tracker;
    bool owns_tracker;
    uint64_t event_count;  /* ever; the last SCENE_EVENTS are kept */
    uint64_t line_count;   /* ever; of the last SCENE_LINES those are kept whose bytes are */
    uint64_t byte_count;   /* of text, ever */
    uint64_t remark_count; /* ever */
    bool line_is_open;     /* the last line has not ended */
    bool has_cr;           /* it ended with CR: a line feed now belongs to that */
    struct hpt_event events[SCENE_EVENTS]; /* their lines are empty */
    struct scene_figures figures[SCENE_EVENTS];
    struct scene_line lines[SCENE_LINES];
    struct scene_remark remarks[SCENE_REMARKS];
    char bytes[SCENE_BYTES];
};

/* Begins with the tracker as it is, which is borrowed. */
void scene_init(struct scene *s, struct hpt_tracker *tracker);

/* For hpt_observe on that tracker. The scene must not be moved after that. */
struct hpt_observer scene_observer(struct scene *s);

/* The same scene with a tracker of its own, which the copy observes. Release it, with HPT_OK or
 * not. HPT_ERR_MEMORY is the only failure. Not for an observer to call. */
enum hpt_status scene_copy(struct scene *to, const struct scene *from) HPT_MUST_CHECK;
void scene_release(struct scene *s);
/* Bytes of memory that it holds: about what a copy takes. */
size_t scene_size(const struct scene *s);

/* How many of the last lines are kept. */
uint64_t scene_lines(const struct scene *s);
/* The i-th last event, line, remark: 0 is the last. NULL, or false, beyond what is kept. */
const struct hpt_event *scene_event(const struct scene *s, uint64_t i);
/* Those after an event that scene_event gave. */
const struct scene_figures *scene_figures(const struct scene *s, const struct hpt_event *event);
const struct scene_remark *scene_remark(const struct scene *s, uint64_t i);
/* The bytes of a line, in up to two pieces, as the ring has its end in the middle of some. */
bool scene_line(const struct scene *s, uint64_t i, const struct scene_line **line,
                struct hpt_str pieces[2]);

#endif

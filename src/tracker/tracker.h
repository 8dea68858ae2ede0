/* Inside a tracker. tracker.c is the public side; the others each do one thing to a run:
 * take.c events (decode.c, count.c and close.c are its parts; account.c takes them without a map),
 * runs.c beginnings and the choice of the model, restart.c restarts that nothing
 * announces, marks.c what stands between events.
 */
#ifndef TRACKER_TRACKER_H
#define TRACKER_TRACKER_H

#include "heap/live.h"
#include "trace/printout.h"
#include "trace/reader.h"
#include "tracker/order.h"

enum {
    OBSERVERS_MAX = 8,
    NOTES_MAX = 32,
    EARLIER_MAX = 8,       /* runs that are over: half of them the first, half the last */
    RELEASED_SLOTS = 1024, /* addresses remembered to name a second release */
    SIBLINGS_MAX = 3,      /* in a run: more would be guessing */
    FIRST_DEEDS = 96       /* events of a run kept to choose the allocator by */
};

struct released {
    uint64_t address;
    uint64_t event : 63;
    uint64_t by_resize : 1; /* realloc to 0 bytes, which may also keep the block */
};

/* How many lines a mark of loss stands for is not known: no number of findings makes up for it,
 * only a print does. */
enum { LOSS_UNKNOWN = 1 << 20 };

/* What a run is judged by. All zero at its start. */
struct run {
    uint64_t mispredicted;
    uint64_t lost_lines;
    uint64_t unaccounted; /* losses whose effect on the map is not found yet; see LOSS_UNKNOWN */
    uint64_t late_lines;
    uint64_t late_unproven; /* lines put back in order without a tear that would explain it */
    uint64_t torn_lines;
    uint64_t doubt_event;    /* the last event at which the map was in doubt */
    uint64_t unexplained;    /* steps that are final, and were not explained */
    uint64_t late_event;     /* the last at which older blocks left the map open: late.h */
    bool was_open;           /* it was so at some event: HPT_PAST_OPEN */
    bool settled_told;       /* and that it no longer is was told */
    uint64_t unconfirmed;    /* addresses that must still be predicted: losses come in bursts */
    bool bounds_set;         /* a print or a region line gave bounds in this run */
    bool ended;              /* the runtime reported a fatal error */
    bool undecided;          /* another allocator may explain the trace as well: rivals.c */
    size_t first_count;      /* events in tracker.first */
    size_t echo;             /* the last events are so many of the first again */
    unsigned siblings_tried; /* changes to an allocator that differs only in a corner */
};

/* The event before, for lines that say a thing twice. */
struct last_event {
    enum shape_kind shape;
    uint64_t address;
    uint64_t size;
    uint64_t released; /* address of the last release */
    bool sound;        /* and it was of a live block */
    uint64_t byte;     /* input position behind its line */
};

/* Other allocators' models after the same events: rivals.h. */
struct rivals {
    const struct allocator *of; /* whose rivals they are */
    struct contest *all;
    size_t count;
};

struct hpt_tracker {
    struct hpt_options options;
    const struct dialect *only;
    const struct allocator *fixed; /* by option */
    struct reader reader;
    struct printout printout;
    struct model model;
    struct order order;
    struct run run;
    struct last_event last;
    struct hpt_event event; /* the one being told of */
    bool bounds_known;      /* as tracker_bounds_known, at the last refresh */
    bool calm;           /* at the last refresh nothing was in doubt: see tracker_refresh_figures */
    struct live live;    /* the blocks, where options.account_only leaves out the map */
    uint64_t list_event; /* the last event before the list of the heap print that is being read */
    bool boot_hint;      /* a NUL has come since the last event */
    bool family_known;
    enum allocator_family family;
    struct rivals rivals; /* none unless run.undecided */
    struct deed first[FIRST_DEEDS];
    struct hpt_heap first_heap; /* the heap the run began with, where its bounds were known */
    bool first_heap_set;
    struct released released[RELEASED_SLOTS];
    struct hpt_notice notes[NOTES_MAX];
    struct hpt_run earlier[EARLIER_MAX];
    struct hpt_state state;
    struct hpt_observer observers[OBSERVERS_MAX];
    size_t observer_count;
    const struct hpt_observer *listeners[OBSERVERS_MAX]; /* those that hear events */
    size_t listener_count;
    const struct hpt_observer *expecters[OBSERVERS_MAX]; /* those that want to be told ahead */
    size_t expecter_count;
    enum hpt_status status; /* the first failure; sticks */
    bool end_noted;
};

void tracker_fail(struct hpt_tracker *t, enum hpt_status status);
void tracker_notice(struct hpt_tracker *t, const struct hpt_notice *n);
/* Brings hpt_state up to date with the model. */
void tracker_refresh(struct hpt_tracker *t);
/* The same after an expected allocation or release while t->calm: what else the state says of the
 * run cannot have changed. */
void tracker_refresh_figures(struct hpt_tracker *t);
/* The figures of the heaps that have changed, and the sums over all; nearly always it is one. */
void tracker_refresh_heaps(struct hpt_tracker *t);

/* Are the bounds of all heaps known, and is there one? */
bool tracker_bounds_known(const struct hpt_tracker *t);

void decode_event(struct hpt_event *e, const struct trace_line *l);
/* What a next event may refer to. */
void remember_event(struct hpt_tracker *t, const struct trace_line *l, const struct hpt_event *e);
void tell_event(struct hpt_tracker *t, const struct hpt_event *e);

/* For options.account_only: an event, and a heap that the device prints, empty or not. */
void account_take(struct hpt_tracker *t, struct hpt_event *e, const struct trace_line *l);
void account_print(struct hpt_tracker *t, bool empty);

/* reader hooks; the other one with options.account_only */
void take_line(void *self, const struct trace_line *line);
void take_line_to_count(void *self, const struct trace_line *line);
/* order hook */
void take_closed_step(void *self, const struct step *step);

/* The heaps and the allocator for the first event or print of a run. */
void run_prepare_first(struct hpt_tracker *t, enum allocator_family family);
static inline void run_prepare(struct hpt_tracker *t, enum allocator_family family)
{
    if (!t->family_known)
        run_prepare_first(t, family);
}
/* The device started over. */
void run_begin(struct hpt_tracker *t, const char *reason, uint64_t event);
/* Chooses the allocator again when an event was not predicted. */
void run_choose_model(struct hpt_tracker *t, const struct deed *d, const struct outcome **o);
/* While run.undecided: the rivals take the event too; those that explain less than the model go. */
void rivals_weigh(struct hpt_tracker *t, const struct deed *d);
/* The device prints the bounds of its heap. */
void rivals_bounds(struct hpt_tracker *t, uint64_t start, uint64_t end);
void rivals_release(struct rivals *r);

/* Remembers an event of the run's beginning, for the choice of the allocator; hears whether the
 * beginning comes again. */
void restart_hear(struct hpt_tracker *t, const struct deed *d);
static inline void restart_listen(struct hpt_tracker *t, const struct deed *d)
{
    bool begun = t->run.first_count == FIRST_DEEDS && t->run.echo == 0;

    if (!begun || d->address == t->first[0].address) /* else it is nothing, as most are */
        restart_hear(t, d);
}
/* After an event that was not as expected: has the device started over a few events ago? True: they
 * are taken again in a new run, and *o is the outcome of the last. */
bool restart_unseen(struct hpt_tracker *t, const struct outcome **o);

/* printout hooks */
void mark_heap(void *self, const struct heap_print *print);
void mark_list(void *self);
void mark_bad_heap(void *self, const struct heap_print *print, const char *why);
void mark_region(void *self, uint64_t start, uint64_t end);
void mark_boot(void *self);
void mark_garbled(void *self);
void mark_nearly(void *self, uint64_t address);
void mark_loss(void *self, struct hpt_str line);
void mark_fatal(void *self, struct hpt_str line);
/* The line to the device was interrupted: trace lines may be missing. */
void mark_gap(struct hpt_tracker *t);
/* The input ends: what its end itself may tell. */
void mark_end(struct hpt_tracker *t);

#endif

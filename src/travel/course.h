/* The curves of a whole input, in bounded memory: equal parts along the events, neighbours put
 * together when all are used, so that at least half of them are always in use. */
#ifndef TRAVEL_COURSE_H
#define TRAVEL_COURSE_H

#include "heapterm.h"

enum { COURSE_PARTS = 4096 };

/* The figures of [first + i * step, first + (i + 1) * step): exact over every event of the part,
 * and what they were when it began. */
struct course_part {
    uint64_t used_least, used_most;           /* occupied or unknown bytes, over all heaps */
    uint64_t largest_least, largest_most;     /* largest allocatable */
    uint64_t free_least;                      /* bytes */
    uint16_t scattered_least, scattered_most; /* external fragmentation, 1 - largest/free, in
                                                 thousandths */
    bool is_open; /* what was free was not known at any of them: used is without what may be, and
                     the other figures are none */
    uint32_t failures, marks, restarts;
    uint64_t time_us; /* of its last event; 0: not known */
};

struct course {
    uint64_t first, step; /* of event numbers; first is 1 unless the input was cut */
    uint64_t last;        /* the number of the last event; 0: none yet */
    uint64_t total_most;  /* the most bytes that all heaps had together */
    size_t count;
    uint32_t early_marks, early_restarts; /* before the first event: they go to its part */
    struct course_part now;               /* the figures after the last event */
    struct course_part parts[COURSE_PARTS];
};

void course_init(struct course *c);
void course_event(struct course *c, const struct hpt_event *event, const struct hpt_state *state);
void course_notice(struct course *c, const struct hpt_notice *notice);
void course_mark(struct course *c); /* a person set a mark here */

/* The parts from event `from` to event `to`, put together as one. False: there are none. */
bool course_sum(const struct course *c, uint64_t from, uint64_t to, struct course_part *sum);

#endif

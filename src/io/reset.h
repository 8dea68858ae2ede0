/* Resets a board by the wires of its serial line, in steps:
 *
 *     D1 D0   DTR asserted, released          B1 B0   the line at break, or not
 *     R1 R0   RTS asserted, released          W0.1    a tenth of a second later
 *
 * written D0|W0.25|D1. The way of a known board is in struct port_info. */
#ifndef IO_RESET_H
#define IO_RESET_H

#include "io/source.h"

struct reset {
    struct source *source; /* NULL: not running */
    const char *at;        /* the steps to come; borrowed */
    uv_timer_t timer;
    struct fault fault;
    void *self;
    void (*done)(void *self, const struct fault *fault);
};

/* True for such a sequence: at least one step, waits of at most 10 seconds. */
bool reset_is_sequence(const char *sequence);

/* The sequence for a source: `wished`, or else that of its board. NULL with *f filled. */
const char *reset_sequence_for(const struct source *source, const char *wished, struct fault *f);

/* Begins; the first steps are done at once. Fill self and done before. `done` is called once, from
 * the loop and when *r is free again; its fault is HPT_OK, or says what could not be done. A reset
 * that runs goes on: the second call does nothing. */
void reset_start(struct reset *r, uv_loop_t *loop, struct source *source, const char *sequence);

/* The source goes: the steps that are left are done at once. `done` follows if it was running. */
void reset_stop(struct reset *r);

#endif

/* Standard output, or standard error: collected, and written once per batch of input. A screen or a
 * reader that stands still does not stop the program: what it has not taken waits here. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "heapterm.h"
#include "io/fault.h"
#include "io/queue.h"
#include "io/watch.h"
#include "io/writer.h"

#include <uv.h>

struct output {
    struct hpt_out out; /* for whoever writes */
    int fd;             /* -1: what is written is kept */
    bool is_own;        /* a descriptor of our own, which never blocks */
    bool is_paused;     /* somebody reads what stands there: nothing is written */
    bool is_pipe;       /* its reader may go away */
    int error;          /* errno of the write that failed; 0 while all is well */
    bool skipping;
    uint64_t skipped; /* bytes thrown away while skipping */
    struct queue bytes;
    struct watch watch;
    uv_timer_t nap; /* the descriptor was said to take bytes, and took none */
    bool is_watched;
    struct writer *writer;    /* writes instead of us where writing may block; NULL: nobody */
    void *veil;               /* something of ours that stands where output goes: */
    void (*lift)(void *veil); /* takes it away before more is added; NULL: nothing */
    void *self;
    void (*changed)(void *self); /* all was taken, or `error` says why never */
};

/* On the descriptor `fd`. Writes block until output_watch. */
void output_open(struct output *o, int fd);

/* Nothing is ever written: all stays in `bytes`. */
void output_open_kept(struct output *o);

/* From now on output_flush does not block, and `changed` is called from the loop. */
void output_watch(struct output *o, uv_loop_t *loop, void (*changed)(void *self), void *self);

/* Writes what was collected, as far as it is taken. */
void output_flush(struct output *o);

/* Adds bytes also while others are skipped, and without lifting a veil. */
void output_insist(struct output *o, const char *bytes, size_t size);

/* Bytes that were not taken yet. */
size_t output_pending(const struct output *o);

/* Stops watching; the loop must run once more before *o goes. */
void output_close(struct output *o);

/* The sentence for `o->error`. A reader that went away is no fault: HPT_OK. */
enum hpt_status output_fault(const struct output *o, struct fault *f);

#endif

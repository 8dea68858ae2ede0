/* A descriptor on the loop. libuv tells the kernel each time it is told what to wait for, which
 * costs two system calls; this tells it only what is new. */
#ifndef IO_WATCH_H
#define IO_WATCH_H

#include <uv.h>

struct watch {
    uv_poll_t poll; /* its data is the owner's */
    int events;     /* that are waited for now */
};

/* Waits for `events` (of enum uv_poll_event; 0: for nothing). */
static inline void watch_for(struct watch *w, int events, uv_poll_cb ready)
{
    if (events == w->events)
        return;
    w->events = events;
    if (events == 0)
        (void)uv_poll_stop(&w->poll);
    else
        (void)uv_poll_start(&w->poll, events, ready);
}

/* To be called when `ready` got an error: libuv has stopped waiting. */
static inline void watch_failed(struct watch *w)
{
    w->events = 0;
}

#endif

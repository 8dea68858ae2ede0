/* Somewhere bytes go to as if they came from a board: a pseudo terminal or a TCP server. A sink
 * lives on a libuv loop and calls its client from there. What its reader sends is thrown away. */
#ifndef IO_SINK_H
#define IO_SINK_H

#include "io/fault.h"
#include "io/queue.h"

#include <uv.h>

struct sink_client {
    void *self;
    /* Somebody reads there now, or nobody does any more. */
    void (*reader)(void *self, bool is_there);
    /* All that was put has gone to the reader. */
    void (*drained)(void *self);
    /* It is over: the reader has gone for good, or *fault says what failed. Called once. */
    void (*failed)(void *self, const struct fault *fault);
};

struct sink {
    const char *name; /* for messages: where to read; holds as long as the sink */
    size_t queued;    /* bytes that were put and have not gone */
    /* Sends bytes (copied). */
    void (*put)(struct sink *s, const char *bytes, size_t size);
    /* There will be no more: `drained` is called when the reader has got all, as far as can be
     * known. */
    void (*finish)(struct sink *s);
    /* Stops everything. The memory goes when the loop has run the last callback. */
    void (*close)(struct sink *s);
    struct sink_client client;
    struct fault fault;
};

/* A new pseudo terminal, and a symbolic link to it if `link` is not NULL: one that leads to a
 * pseudo terminal or nowhere is replaced, anything else is refused. Nobody reads before a program
 * has opened it; when all have closed it, it waits for the next. NULL with *f filled. */
struct sink *sink_pty_open(uv_loop_t *loop, const char *link, const struct sink_client *client,
                           struct fault *f);

/* A server at HOST:PORT for one reader, on 127.0.0.1 without a HOST. HOST is a number, [::1]:PORT
 * for IPv6. When the reader goes away, that is the end. NULL with *f filled. */
struct sink *sink_tcp_open(uv_loop_t *loop, const char *address, const struct sink_client *client,
                           struct fault *f);

#endif

/* A TCP connection as a source, made again when it breaks. The first one must succeed: a wrong name
 * is told at once. Afterwards the other side may go and come as it likes. TCP has no event for a
 * server that is there again, so it is tried: after 50 ms, 100, 200, 400, 800, then each second.
 *
 * What goes over the wire is its kind's business: plain bytes for tcp://, telnet for rfc2217://. */
#ifndef IO_CONNECTION_H
#define IO_CONNECTION_H

#include "io/address.h"
#include "io/channel.h"
#include "io/queue.h"
#include "io/source.h"

struct connection;
struct dial;

struct connection_kind {
    size_t size; /* of the whole struct, which begins with struct connection */
    const char *scheme;
    const char *default_port; /* NULL: must be given */
    /* There is a connection, for the first time or again: nothing has come or gone over it. It
     * calls connection_release when what is written may go. */
    void (*up)(struct connection *c);
    /* Bytes came over the wire: hands those of the device to connection_data. */
    void (*take)(struct connection *c, const char *bytes, size_t size);
    /* Hands bytes for the device to connection_send, as they go over the wire. */
    void (*give)(struct connection *c, const char *bytes, size_t size);
    /* The timer of connection_wait. NULL: never waits. */
    void (*waited)(struct connection *c);
};

struct connection {
    struct source base;
    const struct connection_kind *kind;
    char name[300]; /* SCHEME://HOST:PORT */
    struct address address;
    uv_loop_t *loop;
    struct dial *dial;       /* NULL: none is being made */
    struct channel *channel; /* NULL: none */
    uv_timer_t retry;
    uv_timer_t settle; /* a new connection is believed after a moment */
    uv_timer_t kind_timer;
    unsigned tries;    /* since a connection lasted */
    uint64_t up_since; /* the loop's time, in ms */
    uint64_t lost_us;  /* when the last one was lost */
    bool is_first;     /* there was no connection yet */
    bool is_released;  /* what is written goes out */
    bool no_reconnect;
    bool reading;
    bool ended;
    bool closing;
    int open_handles;
    struct queue held; /* written, but not to be sent yet */
    uint64_t dropped;  /* written while the connection was lost */
};

/* `address` is what follows the scheme's "://". NULL with *f filled. */
struct connection *connection_open(uv_loop_t *loop, const struct connection_kind *kind,
                                   const char *address, const struct source_options *options,
                                   const struct source_client *client, struct fault *f);

/* For the kinds. */

/* Hands bytes of the device to the client, with their time. */
void connection_data(struct connection *c, const char *bytes, size_t size);
/* Sends bytes as they are, at once or as soon as the system takes them. */
void connection_send(struct connection *c, const char *bytes, size_t size);
/* What is written goes out from now on, and what was held first; or it is held. */
void connection_release(struct connection *c);
void connection_hold(struct connection *c);
/* Calls `waited` after `ms`, instead of any call still to come; 0: never. */
void connection_wait(struct connection *c, unsigned ms);
void connection_news(struct connection *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* False while there is none, and once the source is closed. */
bool connection_is_up(const struct connection *c);

#endif

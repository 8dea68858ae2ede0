/* Bytes both ways over descriptors that never block: a socket, or the two pipes of a program. What
 * the other side has not taken yet waits in a queue, whose length is exact to the byte. */
#ifndef IO_CHANNEL_H
#define IO_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

/* Called from the loop, never from inside a call below. Any of them may close the channel. */
struct channel_client {
    void *self;
    /* Bytes came; they hold until this returns. */
    void (*data)(void *self, const char *bytes, size_t size);
    /* There will be no more: `error` is 0 at the end, or says what failed. Once. */
    void (*end)(void *self, int error);
    /* Some of what waited has been taken. */
    void (*sent)(void *self);
    /* Nothing can be sent any more, and what waited stays in the queue; bytes may still come. Once.
     * May be NULL: the end is near then. */
    void (*deaf)(void *self);
};

struct channel;

/* Takes both descriptors over: they are closed with the channel, and when this fails (NULL). They
 * must not block and must differ; for a socket the second is a dup() of the first. */
struct channel *channel_open(uv_loop_t *loop, int in, int out, const struct channel_client *client);

/* Starts or pauses the calls of `data` and `end`. A new channel is paused. */
void channel_read(struct channel *c, bool on);

/* Sends what is taken at once and queues the rest. False without memory. */
bool channel_write(struct channel *c, const char *bytes, size_t size);

/* Bytes in the queue. */
size_t channel_queued(const struct channel *c);

/* Closes the descriptors now; the memory goes when the loop has run the last callback. */
void channel_close(struct channel *c);

#endif

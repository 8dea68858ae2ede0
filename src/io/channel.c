#include "io/channel.h"

#include "io/queue.h"
#include "io/watch.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { PIECE = 65536 };

struct channel {
    struct channel_client client;
    int in, out;
    struct watch in_watch, out_watch;
    int open_handles;
    bool reading;
    bool ended;
    bool is_deaf;
    bool closing;
    struct queue queue;
    char piece[PIECE];
};

static void on_readable(uv_poll_t *poll, int status, int events);
static void on_writable(uv_poll_t *poll, int status, int events);

static bool is_for_later(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

static void watch(struct channel *c)
{
    if (c->closing)
        return;
    watch_for(&c->in_watch, c->reading && !c->ended ? UV_READABLE | UV_DISCONNECT : 0, on_readable);
    watch_for(&c->out_watch, c->queue.count > 0 && !c->is_deaf ? UV_WRITABLE : 0, on_writable);
}

static void end(struct channel *c, int error)
{
    c->ended = true;
    watch(c);
    c->client.end(c->client.self, error);
}

/* True when there may be more at once. */
static bool take_piece(struct channel *c)
{
    ssize_t got = read(c->in, c->piece, PIECE);

    if (got > 0)
        c->client.data(c->client.self, c->piece, (size_t)got);
    else if (got == 0 || !is_for_later(errno))
        end(c, got == 0 ? 0 : errno);
    return got > 0;
}

/* A status is libuv's word for a poll error: the other side has gone, and what it said last is
 * still there. libuv has stopped the watch, so all of it is read now. */
static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct channel *c = poll->data;

    if (status != 0)
        watch_failed(&c->in_watch);
    bool more = take_piece(c);
    (void)events;
    while (status != 0 && more && c->reading && !c->closing)
        more = take_piece(c);
    if (status != 0 && !more && c->reading && !c->closing && !c->ended)
        end(c, EPIPE);
}

/* Sends what is taken now. False when nothing will be taken any more. */
static bool send_queue(struct channel *c)
{
    while (c->queue.count > 0) {
        ssize_t sent = write(c->out, queue_front(&c->queue), c->queue.count);
        if (sent <= 0)
            return sent == 0 || is_for_later(errno);
        queue_drop(&c->queue, (size_t)sent);
    }
    return true;
}

static void on_writable(uv_poll_t *poll, int status, int events)
{
    struct channel *c = poll->data;

    if (status != 0) /* write() says what it is */
        watch_failed(&c->out_watch);
    (void)events;
    c->is_deaf = !send_queue(c);
    watch(c);
    c->client.sent(c->client.self);
    if (c->is_deaf && !c->closing && c->client.deaf != NULL)
        c->client.deaf(c->client.self);
}

void channel_read(struct channel *c, bool on)
{
    c->reading = on;
    watch(c);
}

bool channel_write(struct channel *c, const char *bytes, size_t size)
{
    if (!queue_add(&c->queue, bytes, size))
        return false;
    /* At once: the key that ends may follow. A failure is heard when the queue is waited for. */
    if (!c->is_deaf)
        (void)send_queue(c);
    watch(c);
    return true;
}

size_t channel_queued(const struct channel *c)
{
    return c->queue.count;
}

static void on_closed(uv_handle_t *handle)
{
    struct channel *c = handle->data;

    if (--c->open_handles > 0)
        return;
    queue_release(&c->queue);
    free(c);
}

void channel_close(struct channel *c)
{
    c->closing = true;
    uv_close((uv_handle_t *)&c->in_watch.poll, on_closed);
    uv_close((uv_handle_t *)&c->out_watch.poll, on_closed);
    (void)close(c->in);
    (void)close(c->out);
}

/* Takes over what channel_open was given, as far as it got. */
static struct channel *give_up(struct channel *c, int in, int out)
{
    if (c != NULL && c->open_handles > 0) {
        c->closing = true;
        uv_close((uv_handle_t *)&c->in_watch.poll, on_closed);
    } else {
        free(c);
    }
    (void)close(in);
    (void)close(out);
    return NULL;
}

struct channel *channel_open(uv_loop_t *loop, int in, int out, const struct channel_client *client)
{
    struct channel *c = calloc(1, sizeof *c);

    if (c == NULL)
        return give_up(c, in, out);
    c->client = *client;
    c->in = in;
    c->out = out;
    c->in_watch.poll.data = c;
    c->out_watch.poll.data = c;
    if (uv_poll_init(loop, &c->in_watch.poll, in) != 0)
        return give_up(c, in, out);
    c->open_handles = 1;
    if (uv_poll_init(loop, &c->out_watch.poll, out) != 0)
        return give_up(c, in, out);
    c->open_handles = 2;
    return c;
}

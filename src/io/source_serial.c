#include "io/queue.h"
#include "io/serial_port.h"
#include "io/source.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { PIECE = 65536 };

struct serial {
    struct source base;
    int fd;
    struct serial_settings *saved;
    uv_poll_t poll;
    bool reading;
    bool ended;
    struct queue out;
    char piece[PIECE];
};

static void on_ready(uv_poll_t *poll, int status, int events);

static struct serial *serial_of(struct source *s)
{
    return (struct serial *)s;
}

static void watch(struct serial *p)
{
    int events =
        (p->reading ? UV_READABLE | UV_DISCONNECT : 0) | (p->out.count > 0 ? UV_WRITABLE : 0);

    if (p->ended || events == 0)
        (void)uv_poll_stop(&p->poll);
    else
        (void)uv_poll_start(&p->poll, events, on_ready);
}

static void end(struct serial *p, enum source_end how)
{
    if (p->ended)
        return;
    p->ended = true;
    watch(p);
    p->base.client.end(p->base.client.self, how, &p->base.fault);
}

static void hang_up(struct serial *p)
{
    (void)fault_input(&p->base.fault,
                      "%s hung up: the board was unplugged or its emulator ended; connect it and "
                      "start heapterm again",
                      p->base.name);
    end(p, SOURCE_HUNG_UP);
}

/* True when the failed call means that the device is gone, not that it has nothing now. */
static bool is_gone(void)
{
    return errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR;
}

/* Takes all that is there, up to a piece: a terminal gives 4 KiB a time, and the screen wants one
 * write for many of them. */
static void take_input(struct serial *p)
{
    size_t used = 0;
    bool gone = false;

    while (used < PIECE) {
        ssize_t got = read(p->fd, p->piece + used, PIECE - used);
        if (got <= 0) {
            gone = got == 0 || is_gone();
            break;
        }
        used += (size_t)got;
    }
    if (used > 0)
        p->base.client.data(p->base.client.self, p->piece, used, clock_us(&p->base.clock));
    if (gone)
        hang_up(p);
}

/* Sends what is taken now. False when the device is gone. */
static bool send_queue(struct serial *p)
{
    bool there = true;

    while (p->out.count > 0) {
        ssize_t sent = write(p->fd, queue_front(&p->out), p->out.count);
        if (sent <= 0) {
            there = sent == 0 || !is_gone();
            break;
        }
        queue_drop(&p->out, (size_t)sent);
    }
    p->base.queued = p->out.count;
    return there;
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
    struct serial *p = poll->data;
    bool had_queue = p->out.count > 0;

    /* A status is libuv's word for a poll error: the port has gone, its last bytes may be there. */
    if (status != 0) {
        take_input(p);
        hang_up(p);
        return;
    }
    if ((events & UV_WRITABLE) && !send_queue(p))
        hang_up(p);
    if ((events & (UV_READABLE | UV_DISCONNECT)) && p->reading && !p->ended)
        take_input(p);
    if (p->ended)
        return;
    watch(p);
    if (had_queue && p->out.count == 0 && p->base.client.drained != NULL)
        p->base.client.drained(p->base.client.self);
}

static void serial_read(struct source *s, bool on)
{
    struct serial *p = serial_of(s);

    p->reading = on;
    watch(p);
}

static void serial_write(struct source *s, const char *bytes, size_t size)
{
    struct serial *p = serial_of(s);

    if (p->ended)
        return;
    if (!queue_add(&p->out, bytes, size)) {
        (void)fault_memory(&p->base.fault);
        end(p, SOURCE_FAILED);
        return;
    }
    /* At once: the key that ends may follow. A port that is gone says so when it is waited for. */
    (void)send_queue(p);
    watch(p);
}

static void on_closed(uv_handle_t *handle)
{
    struct serial *p = handle->data;

    queue_release(&p->out);
    serial_port_close(p->fd, p->saved);
    free(p);
}

static void serial_close(struct source *s)
{
    struct serial *p = serial_of(s);

    p->ended = true;
    uv_close((uv_handle_t *)&p->poll, on_closed);
}

struct source *source_serial_open(uv_loop_t *loop, const char *path,
                                  const struct source_options *options,
                                  const struct source_client *client, struct fault *f)
{
    struct serial *p = calloc(1, sizeof *p);

    if (p == NULL) {
        (void)fault_memory(f);
        return NULL;
    }
    p->base = (struct source){.name = path,
                              .live = true,
                              .loses = true,
                              .takes_keys = true,
                              .read = serial_read,
                              .write = serial_write,
                              .close = serial_close,
                              .client = *client};
    clock_start(&p->base.clock);
    p->fd = serial_port_open(path, options->baud, &options->framing, &p->saved, f);
    if (p->fd < 0) {
        free(p);
        return NULL;
    }
    p->poll.data = p;
    if (uv_poll_init(loop, &p->poll, p->fd) != 0) {
        (void)fault_input(f, "%s cannot be waited for; name a serial port or a log file", path);
        serial_port_close(p->fd, p->saved);
        free(p);
        return NULL;
    }
    return &p->base;
}

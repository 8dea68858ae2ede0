/* A serial port as a source: its bytes. */
#include "io/serial.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void on_ready(uv_poll_t *poll, int status, int events);

void serial_watch(struct serial *p)
{
    int events =
        (p->reading ? UV_READABLE | UV_DISCONNECT : 0) | (p->out.count > 0 ? UV_WRITABLE : 0);

    if (p->port == NULL || p->ended)
        return;
    watch_for(&p->watch, events, on_ready);
}

/* True when the failed call means that the device is gone, not that it has nothing now. */
static bool is_gone(void)
{
    return errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR;
}

/* A terminal gives at most 4 KiB a time; when it gives much less there is no more. */
enum { FEW = 2048, GATHERING_NS = 2000000 };

/* Takes all that is there, up to a piece: the screen wants one write for many reads. On a busy
 * machine each read may take long, and what has come waits no longer than 2 ms for more. */
static void take_input(struct serial *p)
{
    int fd = serial_port_fd(p->port);
    size_t used = 0;
    bool gone = false;
    uint64_t begun = uv_hrtime();

    while (used < SERIAL_PIECE) {
        ssize_t got = read(fd, p->piece + used, SERIAL_PIECE - used);
        if (got <= 0) {
            gone = got == 0 || is_gone();
            break;
        }
        used += (size_t)got;
        if (got < FEW || uv_hrtime() - begun > GATHERING_NS)
            break;
    }
    if (used > 0)
        p->base.client.data(p->base.client.self, p->piece, used, clock_us(&p->base.clock));
    if (gone)
        serial_hang_up(p);
}

/* Sends what is taken now. False when the device is gone. */
static bool send_queue(struct serial *p)
{
    bool there = true;

    while (p->out.count > 0) {
        ssize_t sent = write(serial_port_fd(p->port), queue_front(&p->out), p->out.count);
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
        watch_failed(&p->watch);
        take_input(p);
        serial_hang_up(p);
        return;
    }
    if ((events & UV_WRITABLE) && !send_queue(p))
        serial_hang_up(p);
    if ((events & (UV_READABLE | UV_DISCONNECT)) && p->reading && p->port != NULL)
        take_input(p);
    if (p->port == NULL || p->ended)
        return;
    serial_watch(p);
    if (had_queue && p->out.count == 0 && p->base.client.drained != NULL)
        p->base.client.drained(p->base.client.self);
}

void serial_read(struct source *s, bool on)
{
    struct serial *p = serial_of(s);

    p->reading = on;
    serial_watch(p);
}

/* What is typed for a port that has gone was not meant for the next start of the board. A port that
 * has never been there gets it when it comes. */
void serial_write(struct source *s, const char *bytes, size_t size)
{
    struct serial *p = serial_of(s);

    if (p->ended)
        return;
    if (p->port == NULL && p->was_open) {
        p->dropped += size;
        p->base.lost += size;
        return;
    }
    if (!queue_add(&p->out, bytes, size)) {
        (void)fault_memory(&p->base.fault);
        serial_end(p, SOURCE_FAILED);
        return;
    }
    p->base.queued = p->out.count;
    if (p->port == NULL)
        return;
    /* At once: the key that ends may follow. A port that is gone says so when it is waited for. */
    (void)send_queue(p);
    serial_watch(p);
}

size_t serial_unsent(const struct source *s)
{
    const struct serial *p = (const struct serial *)s;
    int waiting = 0;

    if (p->port == NULL || ioctl(serial_port_fd(p->port), TIOCOUTQ, &waiting) != 0)
        return 0;
    return (size_t)waiting;
}

#include "io/dial.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct dial {
    struct dial_wish wish;
    uv_loop_t *loop;
    uv_getaddrinfo_t lookup;
    struct addrinfo *found;
    struct addrinfo *next; /* the address to try when this one refuses */
    uv_poll_t poll;        /* of `fd` */
    uv_timer_t patience;
    int fd; /* of the attempt; -1: none */
    bool looking_up;
    bool over; /* told, or cancelled */
    int open_handles;
    struct fault fault;
};

static void try_next(struct dial *d, int error);

static void free_when_closed(struct dial *d)
{
    if (!d->over || d->open_handles > 0 || d->looking_up)
        return;
    if (d->found != NULL)
        uv_freeaddrinfo(d->found);
    free(d);
}

static void on_closed(uv_handle_t *handle)
{
    struct dial *d = handle->data;

    d->open_handles--;
    free_when_closed(d);
}

static void drop_attempt(struct dial *d, uv_close_cb closed)
{
    if (d->fd < 0)
        return;
    uv_close((uv_handle_t *)&d->poll, closed);
    (void)close(d->fd);
    d->fd = -1;
}

/* Everything ends, except for what libuv still holds. */
static void finish(struct dial *d)
{
    d->over = true;
    if (d->looking_up)
        (void)uv_cancel((uv_req_t *)&d->lookup);
    drop_attempt(d, on_closed);
    uv_close((uv_handle_t *)&d->patience, on_closed);
}

void dial_cancel(struct dial *d)
{
    finish(d);
}

static void tell(struct dial *d, int fd)
{
    finish(d);
    d->wish.done(d->wish.self, fd, &d->fault);
}

static void fail(struct dial *d, int error)
{
    (void)fault_input(&d->fault,
                      "cannot connect to %s: %s; check that the other side is listening there",
                      d->wish.name, uv_strerror(error));
    tell(d, -1);
}

static void succeed(struct dial *d)
{
    int fd = d->fd;

    d->fd = -1; /* no longer ours to close */
    uv_close((uv_handle_t *)&d->poll, on_closed);
    tell(d, fd);
}

static void on_refused_closed(uv_handle_t *handle)
{
    struct dial *d = handle->data;

    d->open_handles--;
    if (d->over)
        free_when_closed(d);
    else
        try_next(d, 0);
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
    struct dial *d = poll->data;
    int error = 0;
    socklen_t size = sizeof error;

    (void)status; /* the socket says it better */
    (void)events;
    if (getsockopt(d->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
        error = errno;
    if (error == 0)
        succeed(d);
    else if (d->next == NULL)
        fail(d, uv_translate_sys_error(error));
    else
        drop_attempt(d, on_refused_closed);
}

/* A key is sent at once, not when more has come. A host that was switched off or unplugged says
 * nothing: the system asks for it after 10 s of silence and gives up 15 s later. */
static void tune(int fd)
{
    static const struct {
        int level, name, value;
    } options[] = {
        {IPPROTO_TCP, TCP_NODELAY, 1},   {SOL_SOCKET, SO_KEEPALIVE, 1},
        {IPPROTO_TCP, TCP_KEEPIDLE, 10}, {IPPROTO_TCP, TCP_KEEPINTVL, 5},
        {IPPROTO_TCP, TCP_KEEPCNT, 3},
    };

    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        (void)setsockopt(fd, options[i].level, options[i].name, &options[i].value,
                         sizeof options[i].value);
}

/* 0, or why this address cannot even be tried. */
static int attempt(struct dial *d, const struct addrinfo *address)
{
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return errno;
    tune(fd);
    int error = connect(fd, address->ai_addr, address->ai_addrlen) == 0 ? 0 : errno;
    if (error == EINPROGRESS || error == EINTR)
        error = 0;
    if (error == 0 && uv_poll_init(d->loop, &d->poll, fd) != 0)
        error = EMFILE;
    if (error != 0) {
        (void)close(fd);
        return error;
    }
    d->fd = fd;
    d->open_handles++;
    (void)uv_poll_start(&d->poll, UV_WRITABLE, on_ready);
    return 0;
}

static void try_next(struct dial *d, int error)
{
    while (d->next != NULL) {
        const struct addrinfo *address = d->next;
        d->next = address->ai_next;
        error = attempt(d, address);
        if (error == 0)
            return;
    }
    fail(d, uv_translate_sys_error(error));
}

static void on_lookup(uv_getaddrinfo_t *request, int status, struct addrinfo *found)
{
    struct dial *d = request->data;

    d->looking_up = false;
    d->found = found;
    d->next = found;
    if (d->over) {
        free_when_closed(d);
    } else if (status != 0) {
        (void)fault_input(&d->fault,
                          "cannot find the host of %s: %s; check the name and the network",
                          d->wish.name, uv_strerror(status));
        tell(d, -1);
    } else {
        try_next(d, EADDRNOTAVAIL);
    }
}

static void on_patience_end(uv_timer_t *timer)
{
    fail(timer->data, UV_ETIMEDOUT);
}

struct dial *dial_start(uv_loop_t *loop, const struct dial_wish *wish, struct fault *f)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct dial *d = calloc(1, sizeof *d);

    if (d == NULL) {
        (void)fault_memory(f);
        return NULL;
    }
    *d = (struct dial){.wish = *wish, .loop = loop, .fd = -1, .open_handles = 1};
    d->lookup.data = d;
    d->poll.data = d;
    d->patience.data = d;
    (void)uv_timer_init(loop, &d->patience);
    (void)uv_timer_start(&d->patience, on_patience_end, wish->patience_ms, 0);
    int status = uv_getaddrinfo(loop, &d->lookup, on_lookup, wish->host, wish->port, &hints);
    d->looking_up = status == 0;
    if (status == 0)
        return d;
    (void)fault_input(f, "cannot look up the host of %s: %s; check the name", wish->name,
                      uv_strerror(status));
    finish(d);
    return NULL;
}

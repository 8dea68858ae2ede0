#include "io/queue.h"
#include "io/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 65536, PATIENCE_MS = 10000 };

struct tcp {
    struct source base;
    char name[300]; /* tcp://HOST:PORT */
    char host[256];
    char port[8];
    uv_loop_t *loop;
    uv_getaddrinfo_t lookup;
    struct addrinfo *found;
    struct addrinfo *next; /* the address to try when this one refuses */
    uv_connect_t connect;
    uv_tcp_t socket;
    uv_timer_t patience;
    bool looking_up;
    bool has_socket;
    bool connected;
    bool reading;
    bool ended;
    bool closing;
    int open_handles;
    struct queue early; /* written before there was a connection */
    char piece[PIECE];
};

/* One piece of what is sent, kept until the system has taken it. */
struct parcel {
    uv_write_t request;
    size_t size;
    char bytes[];
};

static void try_next(struct tcp *p, int error);

static void end(struct tcp *p, enum source_end how)
{
    if (p->ended || p->closing)
        return;
    p->ended = true;
    (void)uv_timer_stop(&p->patience);
    if (p->connected)
        (void)uv_read_stop((uv_stream_t *)&p->socket);
    p->base.client.end(p->base.client.self, how, &p->base.fault);
}

static void free_when_closed(struct tcp *p)
{
    if (!p->closing || p->open_handles > 0 || p->looking_up)
        return;
    if (p->found != NULL)
        uv_freeaddrinfo(p->found);
    queue_release(&p->early);
    free(p);
}

static void on_closed(uv_handle_t *handle)
{
    struct tcp *p = handle->data;

    p->open_handles--;
    free_when_closed(p);
}

static void fail(struct tcp *p, int error)
{
    (void)fault_input(&p->base.fault,
                      "cannot connect to %s: %s; check that the other side is listening there",
                      p->name, uv_strerror(error));
    end(p, SOURCE_FAILED);
}

static void lose(struct tcp *p, int error)
{
    if (error == UV_EOF)
        (void)fault_input(&p->base.fault,
                          "%s closed the connection; start the other side and heapterm again",
                          p->name);
    else
        (void)fault_input(&p->base.fault,
                          "the connection to %s broke: %s; start the other side and heapterm again",
                          p->name, uv_strerror(error));
    end(p, SOURCE_HUNG_UP);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct tcp *p = handle->data;

    (void)suggested;
    *buffer = uv_buf_init(p->piece, PIECE);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    struct tcp *p = stream->data;

    if (got > 0)
        p->base.client.data(p->base.client.self, buffer->base, (size_t)got,
                            clock_us(&p->base.clock));
    else if (got < 0)
        lose(p, (int)got);
}

static void on_written(uv_write_t *request, int status)
{
    struct parcel *parcel = (struct parcel *)request;
    struct tcp *p = request->handle->data;

    p->base.queued -= parcel->size;
    free(parcel);
    if (p->closing)
        return;
    if (status != 0)
        lose(p, status);
    else if (p->base.queued == 0 && p->base.client.drained != NULL)
        p->base.client.drained(p->base.client.self);
}

static bool send_parcel(struct tcp *p, const char *bytes, size_t size)
{
    struct parcel *parcel = malloc(sizeof *parcel + size);

    if (parcel == NULL)
        return false;
    parcel->size = size;
    memcpy(parcel->bytes, bytes, size);
    uv_buf_t buffer = uv_buf_init(parcel->bytes, (unsigned)size);
    if (uv_write(&parcel->request, (uv_stream_t *)&p->socket, &buffer, 1, on_written) == 0)
        return true;
    free(parcel);
    return false;
}

static void tcp_write(struct source *s, const char *bytes, size_t size)
{
    struct tcp *p = (struct tcp *)s;

    if (p->ended)
        return;
    s->queued += size;
    if (p->connected ? send_parcel(p, bytes, size) : queue_add(&p->early, bytes, size))
        return;
    (void)fault_memory(&s->fault);
    end(p, SOURCE_FAILED);
}

static void on_connect(uv_connect_t *request, int status)
{
    struct tcp *p = request->data;

    if (p->closing || p->ended)
        return;
    if (status != 0) {
        try_next(p, status);
        return;
    }
    p->connected = true;
    (void)uv_timer_stop(&p->patience);
    (void)uv_tcp_nodelay(&p->socket, 1);
    if (p->reading)
        (void)uv_read_start((uv_stream_t *)&p->socket, on_alloc, on_read);
    if (p->early.count == 0)
        return;
    if (!send_parcel(p, queue_front(&p->early), p->early.count)) {
        (void)fault_memory(&p->base.fault);
        end(p, SOURCE_FAILED);
    }
    queue_release(&p->early);
}

/* A socket that was refused cannot be used again: it is closed first, then a new one tries. */
static void on_refused_closed(uv_handle_t *handle)
{
    struct tcp *p = handle->data;

    p->open_handles--;
    p->has_socket = false;
    if (p->closing)
        free_when_closed(p);
    else
        try_next(p, 0);
}

static void try_next(struct tcp *p, int error)
{
    if (error != 0 && p->next == NULL) {
        fail(p, error);
        return;
    }
    if (p->has_socket) {
        uv_close((uv_handle_t *)&p->socket, on_refused_closed);
        return;
    }
    struct addrinfo *address = p->next;
    p->next = address->ai_next;
    (void)uv_tcp_init(p->loop, &p->socket);
    p->has_socket = true;
    p->open_handles++;
    int status = uv_tcp_connect(&p->connect, &p->socket, address->ai_addr, on_connect);
    if (status != 0)
        try_next(p, status);
}

static void on_lookup(uv_getaddrinfo_t *request, int status, struct addrinfo *found)
{
    struct tcp *p = request->data;

    p->looking_up = false;
    p->found = found;
    p->next = found;
    if (p->closing) {
        free_when_closed(p);
    } else if (status != 0) {
        (void)fault_input(&p->base.fault,
                          "cannot find the host %s: %s; check the name and the network", p->host,
                          uv_strerror(status));
        end(p, SOURCE_FAILED);
    } else {
        try_next(p, 0);
    }
}

static void on_patience_end(uv_timer_t *timer)
{
    fail(timer->data, UV_ETIMEDOUT);
}

static void tcp_read(struct source *s, bool on)
{
    struct tcp *p = (struct tcp *)s;

    p->reading = on;
    if (!p->connected || p->ended)
        return;
    if (on)
        (void)uv_read_start((uv_stream_t *)&p->socket, on_alloc, on_read);
    else
        (void)uv_read_stop((uv_stream_t *)&p->socket);
}

static void tcp_close(struct source *s)
{
    struct tcp *p = (struct tcp *)s;

    p->closing = true;
    if (p->looking_up)
        (void)uv_cancel((uv_req_t *)&p->lookup);
    if (p->has_socket && !uv_is_closing((uv_handle_t *)&p->socket))
        uv_close((uv_handle_t *)&p->socket, on_closed);
    uv_close((uv_handle_t *)&p->patience, on_closed);
}

/* HOST:PORT or [HOST]:PORT, the second for the colons of IPv6. */
static bool split(struct tcp *p, const char *address)
{
    const char *colon = strrchr(address, ':');

    (void)snprintf(p->name, sizeof p->name, "tcp://%s", address);
    if (colon == NULL || colon == address)
        return false;
    size_t host = (size_t)(colon - address);
    if (*address == '[' && host > 2 && colon[-1] == ']') {
        address++;
        host -= 2;
    } else if (memchr(address, ':', host) != NULL) {
        return false;
    }
    size_t digits = strspn(colon + 1, "0123456789");
    if (host >= sizeof p->host || digits == 0 || digits > 5 || colon[1 + digits] != '\0')
        return false;
    unsigned long port = strtoul(colon + 1, NULL, 10);
    (void)snprintf(p->host, sizeof p->host, "%.*s", (int)host, address);
    (void)snprintf(p->port, sizeof p->port, "%lu", port);
    return port > 0 && port < 65536;
}

static void start(struct tcp *p, uv_loop_t *loop, const struct source_client *client)
{
    p->base = (struct source){.name = p->name,
                              .live = true,
                              .takes_keys = true,
                              .read = tcp_read,
                              .write = tcp_write,
                              .close = tcp_close,
                              .client = *client};
    clock_start(&p->base.clock);
    p->loop = loop;
    p->connect.data = p;
    p->lookup.data = p;
    p->socket.data = p;
    p->patience.data = p;
    p->open_handles = 1;
    (void)uv_timer_init(loop, &p->patience);
    (void)uv_timer_start(&p->patience, on_patience_end, PATIENCE_MS, 0);
}

struct source *source_tcp_open(uv_loop_t *loop, const char *address,
                               const struct source_client *client, struct fault *f)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct tcp *p = calloc(1, sizeof *p);

    if (p == NULL) {
        (void)fault_memory(f);
        return NULL;
    }
    if (!split(p, address)) {
        (void)fault_usage(f,
                          "tcp://%s is no address; write tcp://HOST:PORT with a port from 1 to "
                          "65535, and an IPv6 host in brackets",
                          address);
        free(p);
        return NULL;
    }
    start(p, loop, client);
    int status = uv_getaddrinfo(loop, &p->lookup, on_lookup, p->host, p->port, &hints);
    p->looking_up = status == 0;
    if (status == 0)
        return &p->base;
    (void)fault_input(f, "cannot look up %s: %s; check the name", p->host, uv_strerror(status));
    tcp_close(&p->base);
    return NULL;
}

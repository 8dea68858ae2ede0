#include "io/sink.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct server {
    struct sink base;
    char name[128]; /* tcp://HOST:PORT */
    uv_tcp_t listener;
    uv_tcp_t reader;
    bool has_reader;
    bool is_over;
    size_t open_handles;
    uv_shutdown_t shutdown;
    char piece[4096]; /* of what the reader sends */
};

/* One piece of what is sent, kept until the system has taken it. */
struct parcel {
    uv_write_t request;
    size_t size;
    char bytes[];
};

static void fail(struct server *p)
{
    if (p->is_over)
        return;
    p->is_over = true;
    p->base.client.failed(p->base.client.self, &p->base.fault);
}

static void lose(struct server *p)
{
    if (p->is_over)
        return;
    (void)fault_input(&p->base.fault, "the reader of %s went away before the end; start it again",
                      p->base.name);
    fail(p);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct server *p = handle->data;

    (void)suggested;
    *buffer = uv_buf_init(p->piece, sizeof p->piece);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    (void)buffer;
    if (got < 0)
        lose(stream->data);
}

static void on_closed(uv_handle_t *handle)
{
    struct server *p = handle->data;

    if (--p->open_handles == 0)
        free(p);
}

/* One reader: the door is closed behind it. */
static void on_connection(uv_stream_t *listener, int status)
{
    struct server *p = listener->data;

    if (status != 0 || p->has_reader || p->is_over)
        return;
    if (uv_tcp_init(listener->loop, &p->reader) != 0)
        return;
    p->open_handles++;
    p->reader.data = p;
    p->has_reader = true;
    (void)uv_accept(listener, (uv_stream_t *)&p->reader);
    (void)uv_tcp_nodelay(&p->reader, 1);
    (void)uv_read_start((uv_stream_t *)&p->reader, on_alloc, on_read);
    uv_close((uv_handle_t *)&p->listener, on_closed);
    p->base.client.reader(p->base.client.self, true);
}

static void on_written(uv_write_t *request, int status)
{
    struct parcel *parcel = request->data;
    struct server *p = request->handle->data;

    p->base.queued -= parcel->size;
    free(parcel);
    if (status != 0 && status != UV_ECANCELED)
        lose(p);
    else if (p->base.queued == 0 && !p->is_over)
        p->base.client.drained(p->base.client.self);
}

static void server_put(struct sink *s, const char *bytes, size_t size)
{
    struct server *p = (struct server *)s;
    struct parcel *parcel = p->is_over ? NULL : malloc(sizeof *parcel + size);
    uv_buf_t buffer;

    if (p->is_over)
        return;
    if (parcel == NULL) {
        (void)fault_memory(&p->base.fault);
        fail(p);
        return;
    }
    parcel->request.data = parcel;
    parcel->size = size;
    memcpy(parcel->bytes, bytes, size);
    buffer = uv_buf_init(parcel->bytes, (unsigned)size);
    p->base.queued += size;
    if (uv_write(&parcel->request, (uv_stream_t *)&p->reader, &buffer, 1, on_written) == 0)
        return;
    p->base.queued -= size;
    free(parcel);
    lose(p);
}

static void on_shut_down(uv_shutdown_t *request, int status)
{
    struct server *p = request->data;

    if (status == UV_ECANCELED || p->is_over)
        return;
    p->is_over = true;
    p->base.client.drained(p->base.client.self);
}

static void server_finish(struct sink *s)
{
    struct server *p = (struct server *)s;

    p->shutdown.data = p;
    if (p->is_over || uv_shutdown(&p->shutdown, (uv_stream_t *)&p->reader, on_shut_down) == 0)
        return;
    lose(p);
}

static void close_handle(uv_tcp_t *handle)
{
    if (!uv_is_closing((uv_handle_t *)handle))
        uv_close((uv_handle_t *)handle, on_closed);
}

static void server_close(struct sink *s)
{
    struct server *p = (struct server *)s;

    p->is_over = true;
    close_handle(&p->listener);
    if (p->has_reader)
        close_handle(&p->reader);
}

/* The numeric address; *port is in it. */
static bool address_of(const char *text, struct sockaddr_storage *address)
{
    const char *colon = strrchr(text, ':');
    char host[64] = "127.0.0.1";

    if (colon == NULL || strspn(colon + 1, "0123456789") != strlen(colon + 1) || colon[1] == '\0' ||
        strlen(colon) > 6)
        return false;
    unsigned long port = strtoul(colon + 1, NULL, 10);
    size_t size = (size_t)(colon - text);
    bool is_bracketed = size > 2 && *text == '[' && colon[-1] == ']';
    if (is_bracketed) {
        text++;
        size -= 2;
    }
    if (size >= sizeof host || port > 65535)
        return false;
    if (size > 0)
        (void)snprintf(host, sizeof host, "%.*s", (int)size, text);
    if (strcmp(host, "localhost") == 0)
        (void)snprintf(host, sizeof host, "127.0.0.1");
    if (is_bracketed)
        return uv_ip6_addr(host, (int)port, (struct sockaddr_in6 *)address) == 0;
    return uv_ip4_addr(host, (int)port, (struct sockaddr_in *)address) == 0;
}

/* With port 0 the system has chosen one. */
static void name_it(struct server *p)
{
    struct sockaddr_storage address;
    int size = sizeof address;
    char host[64] = "";
    unsigned port = 0;

    if (uv_tcp_getsockname(&p->listener, (struct sockaddr *)&address, &size) != 0)
        return;
    if (address.ss_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&address;
        (void)uv_ip6_name(six, host, sizeof host);
        port = ntohs(six->sin6_port);
    } else {
        const struct sockaddr_in *four = (const struct sockaddr_in *)&address;
        (void)uv_ip4_name(four, host, sizeof host);
        port = ntohs(four->sin_port);
    }
    (void)snprintf(p->name, sizeof p->name,
                   address.ss_family == AF_INET6 ? "tcp://[%s]:%u" : "tcp://%s:%u", host, port);
}

static int listen_at(struct server *p, const struct sockaddr_storage *address)
{
    int error = uv_tcp_bind(&p->listener, (const struct sockaddr *)address, 0);

    if (error == 0)
        error = uv_listen((uv_stream_t *)&p->listener, 1, on_connection);
    if (error == 0)
        name_it(p);
    return error;
}

struct sink *sink_tcp_open(uv_loop_t *loop, const char *address, const struct sink_client *client,
                           struct fault *f)
{
    struct sockaddr_storage where = {0};
    struct server *p = address_of(address, &where) ? calloc(1, sizeof *p) : NULL;

    if (!address_of(address, &where)) {
        (void)fault_usage(f,
                          "tcp://%s is no address to listen at; write tcp://HOST:PORT with HOST as "
                          "a number such as 127.0.0.1 or [::1]",
                          address);
        return NULL;
    }
    if (p == NULL || uv_tcp_init(loop, &p->listener) != 0) {
        (void)fault_memory(f);
        free(p);
        return NULL;
    }
    (void)snprintf(p->name, sizeof p->name, "tcp://%s", address);
    p->base = (struct sink){.name = p->name,
                            .put = server_put,
                            .finish = server_finish,
                            .close = server_close,
                            .client = *client};
    p->listener.data = p;
    p->open_handles = 1;
    int error = listen_at(p, &where);
    if (error == 0)
        return &p->base;
    (void)fault_input(f, "cannot listen at %s: %s; give another port", p->name, uv_strerror(error));
    server_close(&p->base);
    return NULL;
}

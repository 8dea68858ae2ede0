#include "io/connection.h"

#include "base/plural.h"
#include "io/dial.h"
#include "io/news_time.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST_PATIENCE_MS = 10000,
    PATIENCE_MS = 3000, /* a host that was there answers sooner, and is asked again anyway */
    SETTLE_MS = 200     /* a forwarded port accepts, and closes when it finds nothing behind it */
};

static const unsigned waits_ms[] = {50, 100, 200, 400, 800, 1000};

static void on_retry(uv_timer_t *timer);

/* Without a connection, what is dropped counts as waiting: so a pipe that feeds us is not emptied
 * into the void, and whoever quits hears of it. */
static void count_queued(struct connection *c)
{
    c->base.queued = c->held.count;
    if (c->channel != NULL)
        c->base.queued += channel_queued(c->channel);
    else if (!c->is_first)
        c->base.queued += c->dropped;
}

static void tell_drained(struct connection *c)
{
    count_queued(c);
    if (c->base.queued == 0 && c->base.client.drained != NULL)
        c->base.client.drained(c->base.client.self);
}

static void end(struct connection *c, enum source_end how)
{
    if (c->ended || c->closing)
        return;
    c->ended = true;
    if (c->channel != NULL)
        channel_read(c->channel, false);
    c->base.client.end(c->base.client.self, how, &c->base.fault);
}

static void fail_memory(struct connection *c)
{
    (void)fault_memory(&c->base.fault);
    end(c, SOURCE_FAILED);
}

static void tell_link(struct connection *c, enum source_link link, const char *what)
{
    char news[sizeof c->name + 256];
    int used = snprintf(news, sizeof news, "%s", what);

    if (c->dropped > 0)
        (void)snprintf(news + used, sizeof news - (size_t)used, "; %llu byte%s %s %s dropped",
                       (unsigned long long)c->dropped, plural(c->dropped),
                       link == LINK_LOST ? "that waited to be sent" : "sent meanwhile",
                       were(c->dropped));
    c->base.lost += c->dropped;
    c->dropped = 0;
    count_queued(c);
    source_tell_link(&c->base, link, news);
}

static void believe(struct connection *c)
{
    char news[sizeof c->name + 96];

    (void)uv_timer_stop(&c->settle);
    if (!c->base.is_away)
        return;
    (void)snprintf(news, sizeof news, "%s is connected again", c->name);
    news_add_time(news, sizeof news);
    (void)snprintf(news + strlen(news), sizeof news - strlen(news), ", after %.1f s",
                   (double)(clock_us(&c->base.clock) - c->lost_us) / 1e6);
    tell_link(c, LINK_BACK, news);
    if (!c->closing)
        tell_drained(c);
}

static void on_settled(uv_timer_t *timer)
{
    believe(timer->data);
}

static void retry_later(struct connection *c)
{
    size_t last = sizeof waits_ms / sizeof *waits_ms - 1;

    (void)uv_timer_start(&c->retry, on_retry, waits_ms[c->tries < last ? c->tries : last], 0);
    c->tries++;
}

/* Takes the connection down; what waited goes with it and is counted. */
static void take_down(struct connection *c)
{
    (void)uv_timer_stop(&c->settle);
    connection_wait(c, 0);
    c->is_released = false;
    c->dropped += c->held.count + channel_queued(c->channel);
    queue_release(&c->held);
    channel_close(c->channel);
    c->channel = NULL;
    count_queued(c);
}

static void describe_loss(const struct connection *c, int error, char *text, size_t size)
{
    if (error == 0)
        (void)snprintf(text, size, "%s closed the connection", c->name);
    else
        (void)snprintf(text, size, "the connection to %s broke: %s", c->name,
                       uv_strerror(uv_translate_sys_error(error)));
}

static void on_end(void *self, int error)
{
    struct connection *c = self;
    char what[sizeof c->name + 128];

    describe_loss(c, error, what, sizeof what);
    if (c->no_reconnect) {
        (void)fault_input(&c->base.fault, "%s; start the other side and heapterm again", what);
        end(c, SOURCE_HUNG_UP);
        return;
    }
    bool was_lost = c->base.is_away; /* it never counted as back */
    if (uv_now(c->loop) - c->up_since >= SETTLE_MS)
        c->tries = 0;
    take_down(c);
    retry_later(c);
    if (was_lost)
        return;
    c->lost_us = clock_us(&c->base.clock);
    news_add_time(what, sizeof what);
    (void)snprintf(what + strlen(what), sizeof what - strlen(what), "; waiting for it");
    tell_link(c, LINK_LOST, what);
}

static void on_data(void *self, const char *bytes, size_t size)
{
    struct connection *c = self;

    believe(c);
    if (!c->closing && !c->ended)
        c->kind->take(c, bytes, size);
}

static void on_sent(void *self)
{
    tell_drained(self);
}

static void on_dialled(void *self, int fd, const struct fault *fault)
{
    struct connection *c = self;
    const struct channel_client client = {
        .self = c, .data = on_data, .end = on_end, .sent = on_sent};

    c->dial = NULL;
    if (fd < 0 && c->is_first) {
        c->base.fault = *fault;
        end(c, SOURCE_FAILED);
        return;
    }
    if (fd >= 0)
        c->channel = channel_open(c->loop, fd, fcntl(fd, F_DUPFD_CLOEXEC, 3), &client);
    if (c->channel == NULL && c->is_first) {
        (void)fault_input(&c->base.fault,
                          "cannot connect to %s: too many files are open; close other programs",
                          c->name);
        end(c, SOURCE_FAILED);
        return;
    }
    if (c->channel == NULL) {
        retry_later(c);
        return;
    }
    c->is_first = false;
    c->up_since = uv_now(c->loop);
    (void)uv_timer_start(&c->settle, on_settled, SETTLE_MS, 0);
    channel_read(c->channel, c->reading);
    c->kind->up(c);
}

/* False with *f filled. */
static bool start_dial(struct connection *c, struct fault *f)
{
    const struct dial_wish wish = {.host = c->address.host,
                                   .port = c->address.port,
                                   .name = c->name,
                                   .patience_ms = c->is_first ? FIRST_PATIENCE_MS : PATIENCE_MS,
                                   .self = c,
                                   .done = on_dialled};

    c->dial = dial_start(c->loop, &wish, f);
    return c->dial != NULL;
}

static void on_retry(uv_timer_t *timer)
{
    struct connection *c = timer->data;
    struct fault ignored;

    if (!start_dial(c, &ignored))
        retry_later(c);
}

bool connection_is_up(const struct connection *c)
{
    return c->channel != NULL;
}

void connection_data(struct connection *c, const char *bytes, size_t size)
{
    if (!c->closing && !c->ended)
        c->base.client.data(c->base.client.self, bytes, size, clock_us(&c->base.clock));
}

void connection_send(struct connection *c, const char *bytes, size_t size)
{
    if (c->channel == NULL || c->ended)
        return;
    if (!channel_write(c->channel, bytes, size))
        fail_memory(c);
    count_queued(c);
}

void connection_release(struct connection *c)
{
    struct queue held = c->held;

    c->is_released = true;
    c->held = (struct queue){0};
    if (held.count > 0)
        c->kind->give(c, queue_front(&held), held.count);
    queue_release(&held);
    count_queued(c);
}

void connection_hold(struct connection *c)
{
    c->is_released = false;
}

static void on_waited(uv_timer_t *timer)
{
    struct connection *c = timer->data;

    c->kind->waited(c);
}

void connection_wait(struct connection *c, unsigned ms)
{
    if (ms > 0)
        (void)uv_timer_start(&c->kind_timer, on_waited, ms, 0);
    else
        (void)uv_timer_stop(&c->kind_timer);
}

void connection_news(struct connection *c, const char *format, ...)
{
    char news[1024];
    va_list arguments;

    if (c->base.client.news == NULL)
        return;
    va_start(arguments, format);
    (void)vsnprintf(news, sizeof news, format, arguments);
    va_end(arguments);
    c->base.client.news(c->base.client.self, news);
}

static void read_source(struct source *s, bool on)
{
    struct connection *c = (struct connection *)s;

    c->reading = on;
    if (c->channel != NULL && !c->ended)
        channel_read(c->channel, on);
}

static void write_source(struct source *s, const char *bytes, size_t size)
{
    struct connection *c = (struct connection *)s;

    if (c->ended)
        return;
    if (c->channel == NULL && !c->is_first)
        c->dropped += size;
    else if (c->is_released)
        c->kind->give(c, bytes, size);
    else if (!queue_add(&c->held, bytes, size))
        fail_memory(c);
    count_queued(c);
}

static void on_closed(uv_handle_t *handle)
{
    struct connection *c = handle->data;

    if (--c->open_handles > 0)
        return;
    queue_release(&c->held);
    free(c);
}

static void close_source(struct source *s)
{
    struct connection *c = (struct connection *)s;

    c->closing = true;
    if (c->dial != NULL)
        dial_cancel(c->dial);
    if (c->channel != NULL)
        take_down(c);
    uv_close((uv_handle_t *)&c->retry, on_closed);
    uv_close((uv_handle_t *)&c->settle, on_closed);
    uv_close((uv_handle_t *)&c->kind_timer, on_closed);
}

static void start(struct connection *c, uv_loop_t *loop, const struct source_client *client)
{
    uv_timer_t *const timers[] = {&c->retry, &c->settle, &c->kind_timer};

    c->base = (struct source){.name = c->name,
                              .live = true,
                              .loses = true,
                              .takes_keys = true,
                              .read = read_source,
                              .write = write_source,
                              .close = close_source,
                              .client = *client};
    clock_start(&c->base.clock);
    c->loop = loop;
    c->is_first = true;
    for (size_t i = 0; i < sizeof timers / sizeof *timers; i++) {
        (void)uv_timer_init(loop, timers[i]);
        timers[i]->data = c;
        c->open_handles++;
    }
}

static enum hpt_status fault_address(struct fault *f, const struct connection_kind *kind,
                                     const char *address)
{
    if (kind->default_port != NULL)
        return fault_usage(f,
                           "%s://%s is no address; write %s://HOST or %s://HOST:PORT with a port "
                           "from 1 to 65535, and an IPv6 host in brackets",
                           kind->scheme, address, kind->scheme, kind->scheme);
    return fault_usage(
        f,
        "%s://%s is no address; write %s://HOST:PORT with a port from 1 to 65535, and "
        "an IPv6 host in brackets",
        kind->scheme, address, kind->scheme);
}

struct connection *connection_open(uv_loop_t *loop, const struct connection_kind *kind,
                                   const char *address, const struct source_options *options,
                                   const struct source_client *client, struct fault *f)
{
    struct connection *c = calloc(1, kind->size);

    if (c == NULL) {
        (void)fault_memory(f);
        return NULL;
    }
    c->kind = kind;
    c->no_reconnect = options->no_reconnect;
    (void)snprintf(c->name, sizeof c->name, "%s://%s", kind->scheme, address);
    if (!address_split(&c->address, address, kind->default_port)) {
        (void)fault_address(f, kind, address);
        free(c);
        return NULL;
    }
    start(c, loop, client);
    if (start_dial(c, f))
        return c;
    close_source(&c->base);
    return NULL;
}

/* A serial port as a source: its coming and going. */
#include "io/serial.h"
#include "io/serial_news.h"

#include <stdlib.h>
#include <string.h>

static void part_closed(struct serial *p)
{
    if (--p->open_parts > 0)
        return;
    queue_release(&p->out);
    free(p);
}

static void on_poll_closed(uv_handle_t *handle)
{
    struct serial *p = handle->data;

    if (!p->ended)
        comeback_start(&p->comeback);
    part_closed(p);
}

static void let_go(struct serial *p)
{
    if (p->port == NULL)
        return;
    uv_close((uv_handle_t *)&p->watch.poll, on_poll_closed);
    serial_port_close(p->port);
    p->port = NULL;
}

void serial_end(struct serial *p, enum source_end how)
{
    if (p->ended)
        return;
    p->ended = true;
    let_go(p);
    p->base.client.end(p->base.client.self, how, &p->base.fault);
}

static void tell(struct serial *p, const char *sentence)
{
    if (p->base.client.news != NULL && !p->ended)
        p->base.client.news(p->base.client.self, sentence);
}

/* A path is named as it was given; what was looked for is where it was found. */
static void set_name(struct serial *p)
{
    p->base.name = port_name_is_special(p->given) && p->was_open ? p->place.info.path : p->given;
}

static void lose(struct serial *p)
{
    char news[NEWS_SIZE];
    bool had_queue = p->out.count > 0;

    news_of_loss(news, p->base.name, p->out.count);
    p->lost_us = clock_us(&p->base.clock);
    p->dropped = 0;
    p->base.lost += p->out.count;
    queue_drop(&p->out, p->out.count);
    p->base.queued = 0;
    let_go(p);
    source_tell_link(&p->base, LINK_LOST, news);
    if (had_queue && !p->ended && p->base.client.drained != NULL)
        p->base.client.drained(p->base.client.self);
}

void serial_hang_up(struct serial *p)
{
    if (p->ended || p->port == NULL)
        return;
    if (p->waits) {
        lose(p);
        return;
    }
    (void)fault_input(&p->base.fault,
                      "%s hung up: the board was unplugged or its emulator ended; connect it and "
                      "start heapterm again",
                      p->base.name);
    serial_end(p, SOURCE_HUNG_UP);
}

static enum hpt_status serial_set_wire(struct source *s, enum line_wire wire, bool on,
                                       struct fault *f)
{
    struct serial *p = serial_of(s);

    if (p->port == NULL)
        return fault_input(f, "%s is not there", s->name);
    return serial_port_set_wire(p->port, wire, on, f);
}

static int serial_lines(const struct source *s)
{
    const struct serial *p = (const struct serial *)s;

    return p->port != NULL ? serial_port_lines(p->port) : -1;
}

static void on_comeback_closed(void *self)
{
    part_closed(self);
}

static void on_soon_closed(uv_handle_t *handle)
{
    part_closed(handle->data);
}

static void serial_close(struct source *s)
{
    struct serial *p = serial_of(s);

    p->ended = true;
    reset_stop(&p->reset);
    let_go(p);
    comeback_close(&p->comeback);
    uv_close((uv_handle_t *)&p->soon, on_soon_closed);
}

static void on_reset_done(void *self, const struct fault *fault)
{
    struct serial *p = self;
    char news[NEWS_SIZE];

    news_of_reset(news, p->base.name, fault);
    if (p->port != NULL) /* else the reset took the port away, and that was told */
        tell(p, news);
    part_closed(p);
}

/* The way was found before. */
static void reset_board(struct serial *p)
{
    struct fault ignored;
    const char *sequence = reset_sequence_for(&p->base, p->reset_sequence, &ignored);

    if (sequence == NULL)
        return;
    p->open_parts++;
    reset_start(&p->reset, p->loop, &p->base, sequence);
}

/* After each opening: what differs from what was asked. */
static void tell_differences(struct serial *p)
{
    char news[NEWS_SIZE];

    if (news_of_baud(news, p->base.name, serial_port_baud(p->port), p->wish.baud))
        tell(p, news);
    if (serial_port_lacks_wires(p->port)) {
        news_of_no_wires(news, p->base.name);
        tell(p, news);
    }
}

static void after_first_opening(struct serial *p)
{
    char news[NEWS_SIZE];

    if (news_of_node(news, p->given, &p->place.info))
        tell(p, news);
    tell_differences(p);
    if (p->wants_reset)
        reset_board(p);
}

/* Takes the open port over. False, with the fault in the source, when it cannot be waited for. */
static bool take_port(struct serial *p, struct serial_port *port, const struct port_place *place)
{
    p->place = *place;
    p->was_open = true;
    p->base.port = &p->place.info;
    p->base.is_expected = false;
    set_name(p);
    p->watch.events = 0;
    if (uv_poll_init(p->loop, &p->watch.poll, serial_port_fd(port)) != 0) {
        (void)fault_input(&p->base.fault,
                          "%s cannot be waited for; name a serial port or a log file",
                          p->base.name);
        serial_port_close(port);
        return false;
    }
    p->watch.poll.data = p;
    p->open_parts++;
    p->port = port;
    return true;
}

static bool can_reset(struct serial *p)
{
    return !p->wants_reset ||
           reset_sequence_for(&p->base, p->reset_sequence, &p->base.fault) != NULL;
}

static void tell_back(struct serial *p, const struct port_info *before, bool is_first)
{
    const struct serial_return r = {.name = p->base.name,
                                    .before = before,
                                    .now = &p->place.info,
                                    .is_first = is_first,
                                    .away_us = clock_us(&p->base.clock) - p->lost_us,
                                    .unsent = p->dropped};
    char news[NEWS_SIZE];

    p->dropped = 0;
    news_of_return(news, &r);
    source_tell_link(&p->base, LINK_BACK, news);
}

static void on_back(void *self, struct serial_port *port, const struct port_place *place)
{
    struct serial *p = self;
    const struct port_info before = p->place.info;
    bool is_first = !p->was_open;

    if (!take_port(p, port, place) || (is_first && !can_reset(p))) {
        serial_end(p, SOURCE_FAILED);
        return;
    }
    tell_back(p, &before, is_first);
    if (p->port == NULL || p->ended)
        return;
    if (is_first)
        after_first_opening(p);
    else
        tell_differences(p);
    serial_watch(p);
}

static void on_refused(void *self, const struct fault *why)
{
    struct serial *p = self;
    char news[NEWS_SIZE];

    news_of_refusal(news, why);
    tell(p, news);
}

static void on_soon(uv_timer_t *timer)
{
    struct serial *p = timer->data;
    struct fault missing;

    if (p->port != NULL) {
        after_first_opening(p);
        return;
    }
    p->base.is_expected = true;
    (void)fault_not_yet(&missing, p->given);
    tell(p, missing.message);
    comeback_start(&p->comeback);
}

static struct serial *new_serial(uv_loop_t *loop, const char *name,
                                 const struct source_options *options,
                                 const struct source_client *client)
{
    struct serial *p = calloc(1, sizeof *p);

    if (p == NULL)
        return NULL;
    p->base = (struct source){.name = name,
                              .live = true,
                              .loses = true,
                              .takes_keys = true,
                              .read = serial_read,
                              .write = serial_write,
                              .set_wire = serial_set_wire,
                              .unsent = serial_unsent,
                              .lines = serial_lines,
                              .close = serial_close,
                              .client = *client};
    clock_start(&p->base.clock);
    p->loop = loop;
    p->given = name;
    p->wish = (struct serial_wish){.baud = options->baud,
                                   .framing = options->framing,
                                   .flow = options->flow,
                                   .dtr = options->dtr,
                                   .rts = options->rts,
                                   .no_lock = options->no_lock};
    p->waits = !options->no_reconnect && !port_name_is_passing(name);
    p->wants_reset = options->reset;
    p->reset_sequence = options->reset_sequence;
    p->reset.self = p;
    p->reset.done = on_reset_done;
    p->comeback.name = name;
    p->comeback.wish = &p->wish;
    p->comeback.before = &p->place;
    p->comeback.self = p;
    p->comeback.back = on_back;
    p->comeback.refused = on_refused;
    p->comeback.closed = on_comeback_closed;
    return p;
}

/* HPT_OK also for a port that is missing and will be waited for. */
static enum hpt_status open_first(struct serial *p, struct fault *f)
{
    struct serial_trouble trouble;
    struct port_place place;

    switch (port_find(p->given, NULL, &place, f)) {
    case PORT_UNCLEAR:
        return f->status;
    case PORT_MISSING:
        return p->waits ? HPT_OK : fault_missing(f, p->given);
    case PORT_FOUND:
        break;
    }
    struct serial_port *port = serial_port_open(place.path, place.info.path, &p->wish, &trouble);
    if (port == NULL && p->waits && serial_trouble_is_missing(&trouble))
        return HPT_OK; /* it went just now */
    if (port == NULL)
        return serial_trouble_tell(&trouble, place.path, &p->wish, f);
    if (take_port(p, port, &place) && can_reset(p))
        return HPT_OK;
    *f = p->base.fault;
    return f->status;
}

struct source *source_serial_open(uv_loop_t *loop, const char *name,
                                  const struct source_options *options,
                                  const struct source_client *client, struct fault *f)
{
    struct serial *p = new_serial(loop, name, options, client);

    if (p == NULL) {
        (void)fault_memory(f);
        return NULL;
    }
    comeback_init(&p->comeback, loop);
    (void)uv_timer_init(loop, &p->soon);
    p->soon.data = p;
    p->open_parts = 2;
    if (open_first(p, f) != HPT_OK) {
        serial_close(&p->base);
        return NULL;
    }
    (void)uv_timer_start(&p->soon, on_soon, 0, 0);
    return &p->base;
}

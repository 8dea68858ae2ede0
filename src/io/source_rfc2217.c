/* rfc2217://HOST[:PORT]: a serial port of another machine. What is typed waits until the port is
 * set up, so that it goes out at the right rate; a server that says nothing about its port within
 * ANSWER_MS is used as plain telnet. */
#include "io/com_port.h"
#include "io/connection.h"
#include "io/telnet.h"

#include <stdio.h>

enum { ANSWER_MS = 2000 };

struct remote {
    struct connection line;
    struct telnet telnet;
    struct com_port_settings settings;
    struct com_port_wishes wishes;
    bool has_port;     /* the server takes com port commands */
    bool is_ready;     /* the port is set up, or never will be */
    bool is_suspended; /* the server cannot take more */
    bool has_told_name;
};

static struct remote *remote_of(struct connection *c)
{
    return (struct remote *)c;
}

static void on_data(void *self, const char *bytes, size_t size)
{
    struct remote *r = self;

    connection_data(&r->line, bytes, size);
}

static void on_send(void *self, const char *bytes, size_t size)
{
    struct remote *r = self;

    connection_send(&r->line, bytes, size);
}

static void command(struct remote *r, uint8_t command, uint32_t value)
{
    const struct com_port_wish wish = {.command = command, .value = value};
    uint8_t bytes[COM_PORT_COMMAND];

    telnet_send_sub(&r->telnet, TELNET_COM_PORT, bytes, com_port_command(&wish, bytes));
}

/* What is written goes out, or waits. */
static void let_go(struct remote *r)
{
    if (r->is_ready && !r->is_suspended)
        connection_release(&r->line);
    else
        connection_hold(&r->line);
}

static void be_ready(struct remote *r)
{
    connection_wait(&r->line, 0);
    r->is_ready = true;
    let_go(r);
}

static void be_plain(struct remote *r)
{
    connection_news(&r->line,
                    "%s does not let us set its port: it is used as plain telnet, at the rate that "
                    "the server has",
                    r->line.name);
    be_ready(r);
}

static void set_up(struct remote *r)
{
    r->has_port = true;
    com_port_wishes(&r->wishes, &r->settings);
    for (size_t i = 0; i < r->wishes.count; i++)
        command(r, r->wishes.wish[i].command, r->wishes.wish[i].value);
}

/* Either side may offer it: RFC 2217 has the client say WILL and the server DO, some servers say
 * WILL as well. */
static void on_option(void *self, uint8_t option, bool ours, bool on)
{
    struct remote *r = self;

    if (option != TELNET_COM_PORT || !connection_is_up(&r->line))
        return;
    if (on && !r->has_port)
        set_up(r);
    else if (!on && ours && !r->has_port && !r->is_ready)
        be_plain(r);
}

static void on_sub(void *self, uint8_t option, const uint8_t *bytes, size_t size)
{
    static const uint8_t signature[] = "\0heapterm"; /* COM_PORT_SIGNATURE, and the name */
    struct remote *r = self;
    char text[128];

    if (option != TELNET_COM_PORT || size == 0 || !connection_is_up(&r->line))
        return;
    switch (bytes[0] - COM_PORT_ANSWER) {
    case COM_PORT_SIGNATURE:
        if (size == 1 && !r->has_told_name) /* a question */
            telnet_send_sub(&r->telnet, TELNET_COM_PORT, signature, sizeof signature - 1);
        r->has_told_name = true;
        return;
    case COM_PORT_SUSPEND:
    case COM_PORT_RESUME:
        r->is_suspended = bytes[0] - COM_PORT_ANSWER == COM_PORT_SUSPEND;
        let_go(r);
        return;
    default:
        break;
    }
    if (com_port_answer(&r->wishes, bytes, size, text, sizeof text))
        connection_news(&r->line, "%s %s", r->line.name, text);
    if (!r->is_ready && r->has_port && com_port_missing(&r->wishes) == NULL)
        be_ready(r);
}

static void waited(struct connection *c)
{
    struct remote *r = remote_of(c);

    if (!r->has_port) {
        be_plain(r);
        return;
    }
    connection_news(c, "%s has not said whether it set %s; it may have another setting", c->name,
                    com_port_missing(&r->wishes));
    be_ready(r);
}

static void up(struct connection *c)
{
    struct remote *r = remote_of(c);
    const struct telnet_hooks hooks = {
        .self = r, .data = on_data, .send = on_send, .option = on_option, .sub = on_sub};

    r->wishes = (struct com_port_wishes){0};
    r->has_port = false;
    r->is_ready = false;
    r->is_suspended = false;
    r->has_told_name = false;
    telnet_init(&r->telnet, &hooks);
    telnet_ask(&r->telnet);
    connection_wait(c, ANSWER_MS);
}

static void take(struct connection *c, const char *bytes, size_t size)
{
    telnet_receive(&remote_of(c)->telnet, bytes, size);
}

static void give(struct connection *c, const char *bytes, size_t size)
{
    telnet_send(&remote_of(c)->telnet, bytes, size);
}

static const struct connection_kind rfc2217 = {
    .size = sizeof(struct remote),
    .scheme = "rfc2217",
    .default_port = "2217",
    .up = up,
    .take = take,
    .give = give,
    .waited = waited,
};

static enum hpt_status set_wire(struct source *s, enum line_wire wire, bool on, struct fault *f)
{
    struct remote *r = (struct remote *)s;

    if (!connection_is_up(&r->line))
        return fault_input(f, "%s is not connected; wait until it is back", s->name);
    if (!r->has_port)
        return fault_input(f,
                           "%s is used as plain telnet and has no wires; use a server that speaks "
                           "RFC 2217, such as ser2net",
                           s->name);
    command(r, COM_PORT_CONTROL, com_port_wire(wire, on));
    return HPT_OK;
}

struct source *source_rfc2217_open(uv_loop_t *loop, const char *address,
                                   const struct source_options *options,
                                   const struct source_client *client, struct fault *f)
{
    struct connection *c = connection_open(loop, &rfc2217, address, options, client, f);

    if (c == NULL)
        return NULL;
    remote_of(c)->settings = (struct com_port_settings){.baud = options->baud,
                                                        .framing = options->framing,
                                                        .flow_given = options->flow_given,
                                                        .flow = options->flow,
                                                        .dtr = options->dtr,
                                                        .rts = options->rts};
    c->base.set_wire = set_wire;
    return &c->base;
}

/* The wires of rfc2217://: a source on a loop of our own, and a server that the test plays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io/source.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DO_COM_PORT "\xff\xfd\x2c"
#define CONTROL "\xff\xfa\x2c\x05"
#define SE "\xff\xf0"

enum { PATIENCE_MS = 10000 };

struct stage {
    uv_loop_t loop;
    struct source *source;
    int listener, peer;
    char heard[4096]; /* by the server */
    size_t heard_size;
    unsigned lost, back, news;
};

static void on_data(void *self, const char *bytes, size_t size, uint64_t time_us)
{
    (void)self;
    (void)bytes;
    (void)size;
    (void)time_us;
}

static void on_end(void *self, enum source_end end, const struct fault *fault)
{
    (void)self;
    (void)end;
    fail_msg("the source ended: %s", fault->message);
}

static void on_link(void *self, enum source_link link, const char *news)
{
    struct stage *s = self;

    (void)news;
    *(link == LINK_LOST ? &s->lost : &s->back) += 1;
}

static void on_news(void *self, const char *sentence)
{
    (void)sentence;
    ((struct stage *)self)->news++;
}

/* One turn of the loop; what has come to the server is added to `heard`. */
static void turn(struct stage *s)
{
    (void)uv_run(&s->loop, UV_RUN_NOWAIT);
    if (s->peer < 0) {
        s->peer = accept(s->listener, NULL, NULL);
        s->heard_size = 0;
    }
    ssize_t got =
        recv(s->peer, s->heard + s->heard_size, sizeof s->heard - s->heard_size, MSG_DONTWAIT);
    if (got > 0)
        s->heard_size += (size_t)got;
    (void)usleep(1000);
}

static void wait_heard(struct stage *s, const char *bytes, size_t size)
{
    for (int ms = 0; ms < PATIENCE_MS; ms++) {
        if (s->heard_size >= size && memmem(s->heard, s->heard_size, bytes, size) != NULL)
            return;
        turn(s);
    }
    fail_msg("the server did not hear it");
}

static void wait_count(struct stage *s, const unsigned *count, unsigned wanted)
{
    for (int ms = 0; ms < PATIENCE_MS && *count < wanted; ms++)
        turn(s);
    assert_int_equal(*count, wanted);
}

static void say(struct stage *s, const char *bytes, size_t size)
{
    assert_int_equal(send(s->peer, bytes, size, MSG_NOSIGNAL), (ssize_t)size);
}

static void begin(struct stage *s)
{
    const struct source_client client = {
        .self = s, .data = on_data, .end = on_end, .link = on_link, .news = on_news};
    const struct source_options options = {
        .baud = 115200, .framing = {.data_bits = 8, .parity = 'N', .stop_bits = 1}};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    struct fault fault = {0};
    char name[64];

    *s = (struct stage){.peer = -1};
    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    assert_int_equal(bind(s->listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(s->listener, 4), 0);
    assert_int_equal(getsockname(s->listener, (struct sockaddr *)&address, &size), 0);
    (void)snprintf(name, sizeof name, "127.0.0.1:%u", ntohs(address.sin_port));
    assert_int_equal(uv_loop_init(&s->loop), 0);
    s->source = source_rfc2217_open(&s->loop, name, &options, &client, &fault);
    assert_non_null(s->source);
    s->source->read(s->source, true);
    wait_heard(s, "\xff\xfb\x2c", 3); /* WILL COM-PORT */
}

static void end(struct stage *s)
{
    s->source->close(s->source);
    (void)uv_run(&s->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&s->loop), 0);
    (void)close(s->peer);
    (void)close(s->listener);
}

/* trust: 64 */
static void each_wire_has_its_command(void **state)
{
    static const struct {
        enum line_wire wire;
        bool on;
        const char *said;
    } rows[] = {
        {WIRE_BREAK, true, CONTROL "\x05" SE}, {WIRE_BREAK, false, CONTROL "\x06" SE},
        {WIRE_DTR, true, CONTROL "\x08" SE},   {WIRE_DTR, false, CONTROL "\x09" SE},
        {WIRE_RTS, true, CONTROL "\x0b" SE},   {WIRE_RTS, false, CONTROL "\x0c" SE},
    };
    struct fault fault = {0};
    struct stage s;

    (void)state;
    begin(&s);
    say(&s, DO_COM_PORT, 3);
    wait_heard(&s, "\xff\xfa\x2c\x04\x01" SE, 7);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(s.source->set_wire(s.source, rows[i].wire, rows[i].on, &fault), HPT_OK);
        wait_heard(&s, rows[i].said, 7);
    }
    end(&s);
}

static void without_com_port_there_are_no_wires(void **state)
{
    struct fault fault = {0};
    struct stage s;

    (void)state;
    begin(&s);
    say(&s, "\xff\xfe\x2c", 3); /* DONT */
    wait_count(&s, &s.news, 1);
    assert_int_not_equal(s.source->set_wire(s.source, WIRE_BREAK, true, &fault), HPT_OK);
    assert_non_null(strstr(fault.message, "plain telnet"));
    end(&s);
}

static void without_a_connection_there_are_none_and_with_the_next_there_are(void **state)
{
    struct fault fault = {0};
    struct stage s;

    (void)state;
    begin(&s);
    say(&s, DO_COM_PORT, 3);
    wait_heard(&s, "\xff\xfa\x2c\x04\x01" SE, 7);
    (void)close(s.peer);
    wait_count(&s, &s.lost, 1);
    assert_int_not_equal(s.source->set_wire(s.source, WIRE_DTR, true, &fault), HPT_OK);
    assert_non_null(strstr(fault.message, "not connected"));
    s.peer = -1;
    s.heard_size = 0;
    wait_heard(&s, "\xff\xfb\x2c", 3);
    say(&s, DO_COM_PORT, 3);
    wait_heard(&s, "\xff\xfa\x2c\x04\x01" SE, 7); /* the port is set up anew */
    wait_count(&s, &s.back, 1);
    assert_int_equal(s.source->set_wire(s.source, WIRE_DTR, true, &fault), HPT_OK);
    wait_heard(&s, CONTROL "\x08" SE, 7);
    end(&s);
}

/* What is written before the port is set up, or while the server cannot take more, goes out later.
 */
static void what_is_written_waits_for_the_port(void **state)
{
    static const char answers[] = "\xff\xfa\x2c\x65\0\1\xc2\0" SE "\xff\xfa\x2c\x66\x8" SE
                                  "\xff\xfa\x2c\x67\1" SE "\xff\xfa\x2c\x68\1" SE;
    struct stage s;

    (void)state;
    begin(&s);
    s.source->write(s.source, "early", 5);
    assert_int_equal(s.source->queued, 5);
    say(&s, DO_COM_PORT, 3);
    wait_heard(&s, "\xff\xfa\x2c\x04\x01" SE, 7);
    assert_null(memmem(s.heard, s.heard_size, "early", 5));
    say(&s, answers, sizeof answers - 1);
    wait_heard(&s, "early", 5);
    assert_int_equal(s.source->queued, 0);
    say(&s, "\xff\xfa\x2c\x6c" SE "\xff\xfa\x2c\x64" SE, 12); /* suspended; who are you? */
    wait_heard(&s, "\xff\xfa\x2c\0heapterm" SE, 14);
    s.source->write(s.source, "later", 5);
    assert_int_equal(s.source->queued, 5);
    say(&s, "\xff\xfa\x2c\x6d" SE, 6);
    wait_heard(&s, "later", 5);
    assert_int_equal(s.news, 0);
    end(&s);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_wire_has_its_command),
        cmocka_unit_test(without_com_port_there_are_no_wires),
        cmocka_unit_test(without_a_connection_there_are_none_and_with_the_next_there_are),
        cmocka_unit_test(what_is_written_waits_for_the_port),
    };

    return cmocka_run_group_tests_name("remote", tests, NULL, NULL);
}

/* The telnet machine and the words of RFC 2217. */
#include "test.h"

#include "io/com_port.h"
#include "io/telnet.h"

#include <stdlib.h>

#define IAC "\xff"
#define WILL IAC "\xfb"
#define WONT IAC "\xfc"
#define DO IAC "\xfd"
#define DONT IAC "\xfe"
#define SB IAC "\xfa"
#define SE IAC "\xf0"
#define COM "\x2c"
#define BINARY "\0"
#define ASKED WILL BINARY DO BINARY WILL "\3" DO "\3" WILL COM

/* What the machine's hooks were called with, one after another. */
struct tape {
    char bytes[8192];
    size_t size;
};

struct heard_telnet {
    struct tape data, sent, told;
};

static void add(struct tape *tape, const void *bytes, size_t size)
{
    assert_true(tape->size + size <= sizeof tape->bytes);
    memcpy(tape->bytes + tape->size, bytes, size);
    tape->size += size;
}

static void on_data(void *self, const char *bytes, size_t size)
{
    add(&((struct heard_telnet *)self)->data, bytes, size);
}

static void on_send(void *self, const char *bytes, size_t size)
{
    add(&((struct heard_telnet *)self)->sent, bytes, size);
}

static void on_option(void *self, uint8_t option, bool ours, bool on)
{
    const uint8_t text[] = {'o', option, ours, on};

    add(&((struct heard_telnet *)self)->told, text, sizeof text);
}

static void on_sub(void *self, uint8_t option, const uint8_t *bytes, size_t size)
{
    const uint8_t text[] = {'s', option, (uint8_t)size};

    add(&((struct heard_telnet *)self)->told, text, sizeof text);
    add(&((struct heard_telnet *)self)->told, bytes, size);
}

static void begin(struct telnet *t, struct heard_telnet *h)
{
    *h = (struct heard_telnet){0};
    telnet_init(t, &(struct telnet_hooks){h, on_data, on_send, on_option, on_sub});
}

struct row {
    const char *name;
    bool asks; /* telnet_ask comes first; what it sends is not in `sent` */
    const char *in;
    size_t in_size;
    const char *data;
    size_t data_size;
    const char *sent;
    size_t sent_size;
};

#define TEXT(s) s, sizeof s - 1

static const struct row rows[] = {
    {"text is text", false, TEXT("hello\r\n"), TEXT("hello\r\n"), TEXT("")},
    {"two IACs are one byte", false, TEXT("a" IAC IAC "b"), TEXT("a" IAC "b"), TEXT("")},
    {"a NUL behind a carriage return is filler", false, TEXT("a\r\0b\0"), TEXT("a\rb\0"), TEXT("")},
    {"two NULs: the second is data", false, TEXT("\r\0\0"), TEXT("\r\0"), TEXT("")},
    {"an IAC between them parts the two", false, TEXT("\r" IAC IAC "\0"), TEXT("\r" IAC "\0"),
     TEXT("")},
    {"a command between them does not", false, TEXT("\r" IAC "\xf1\0"), TEXT("\r"), TEXT("")},
    {"with eight bits a NUL is a NUL", true, TEXT(WILL BINARY "a\r\0b"), TEXT("a\r\0b"), TEXT("")},
    {"commands without meaning here vanish", false,
     TEXT("a" IAC "\xf1" IAC "\xf6" IAC "\xf9"
          "b"),
     TEXT("ab"), TEXT("")},
    {"an unknown option is refused", false, TEXT(DO "\x18" WILL "\x22"), TEXT(""),
     TEXT(WONT "\x18" DONT "\x22")},
    {"the end of an unknown option is no news", false, TEXT(DONT "\x18" WONT "\x22"), TEXT(""),
     TEXT("")},
    {"an offer is taken once", false, TEXT(WILL "\3" WILL "\3" WILL "\3"), TEXT(""), TEXT(DO "\3")},
    {"the answer to our wish is not answered", true, TEXT(DO BINARY WILL BINARY DO COM), TEXT(""),
     TEXT("")},
    {"nor is a refusal", true, TEXT(DONT BINARY WONT BINARY DONT COM), TEXT(""), TEXT("")},
    {"what was agreed on can be ended", false, TEXT(DO BINARY DONT BINARY DONT BINARY), TEXT(""),
     TEXT(WILL BINARY WONT BINARY)},
    {"we do not echo", false, TEXT(DO "\1"), TEXT(""), TEXT(WONT "\1")},
    {"the server may", false, TEXT(WILL "\1"), TEXT(""), TEXT(DO "\1")},
    {"a subnegotiation is no data", false, TEXT("a" SB COM "\x65" IAC IAC "\0" SE "b"), TEXT("ab"),
     TEXT("")},
    {"one that is not finished ends with the next command", false,
     TEXT(SB COM "abc" WILL "\3"
                 "text"),
     TEXT("text"), TEXT(DO "\3")},
};

/* Whole, then byte by byte: the same. */
static void a_row(void **state)
{
    const struct row *row = *state;

    for (size_t piece = 1; piece <= row->in_size; piece += row->in_size - 1) {
        struct heard_telnet h;
        struct telnet t;
        begin(&t, &h);
        if (row->asks) {
            telnet_ask(&t);
            assert_int_equal(h.sent.size, sizeof ASKED - 1);
            assert_memory_equal(h.sent.bytes, ASKED, sizeof ASKED - 1);
            h.sent.size = 0;
        }
        for (size_t at = 0; at < row->in_size; at += piece)
            telnet_receive(&t, row->in + at, piece);
        assert_int_equal(h.data.size, row->data_size);
        assert_memory_equal(h.data.bytes, row->data, row->data_size);
        assert_int_equal(h.sent.size, row->sent_size);
        assert_memory_equal(h.sent.bytes, row->sent, row->sent_size);
    }
}

static void a_subnegotiation_is_told_unescaped(void **state)
{
    static const char in[] = SB COM "\x65\0\0" IAC IAC "\1" SE;
    static const char want[] = "s" COM "\5\x65\0\0" IAC "\1";
    struct heard_telnet h;
    struct telnet t;

    (void)state;
    begin(&t, &h);
    telnet_receive(&t, in, sizeof in - 1);
    assert_int_equal(h.told.size, sizeof want - 1);
    assert_memory_equal(h.told.bytes, want, sizeof want - 1);
}

/* trust: 64 */
static void a_huge_subnegotiation_is_skipped_and_what_follows_is_read(void **state)
{
    struct heard_telnet h;
    struct telnet t;

    (void)state;
    begin(&t, &h);
    telnet_receive(&t, SB COM, 3);
    for (int i = 0; i < 1000000; i++)
        telnet_receive(&t, "x", 1);
    telnet_receive(&t, SE "on", 4);
    assert_int_equal(h.told.size, 0);
    assert_int_equal(h.data.size, 2);
    assert_memory_equal(h.data.bytes, "on", 2);
}

/* trust: 64 */
static void negotiation_without_end_is_not_answered_without_end(void **state)
{
    struct heard_telnet h;
    struct telnet t;

    (void)state;
    begin(&t, &h);
    for (int i = 0; i < 100000; i++) {
        telnet_receive(&t, DO "\0" DONT "\0" WILL "\x7f", 9);
        telnet_receive(&t, i % 2 ? WILL "\1" : WONT "\1", 3);
    }
    assert_int_equal(h.sent.size, 3 * TELNET_ANSWERS);
    telnet_receive(&t, "still there", 11);
    assert_int_equal(h.data.size, 11);
}

static void what_is_sent_is_escaped(void **state)
{
    struct heard_telnet h;
    struct telnet t;

    (void)state;
    begin(&t, &h);
    telnet_send(&t, "a" IAC "b\r\nc\r", 7);
    assert_int_equal(h.sent.size, 10);
    assert_memory_equal(h.sent.bytes, "a" IAC IAC "b\r\0\nc\r\0", 10);
    begin(&t, &h);
    telnet_receive(&t, DO BINARY, 3);
    h.sent.size = 0;
    telnet_send(&t, "a" IAC "b\r\nc\r", 7);
    assert_int_equal(h.sent.size, 8);
    assert_memory_equal(h.sent.bytes, "a" IAC IAC "b\r\nc\r", 8);
}

/* Our own words, heard by the machine of the other side, are what was said. */
static void every_byte_survives_the_way_there(void **state)
{
    char all[3 * 256], told[] = {'s', TELNET_COM_PORT, 3, (char)0xff, 0, (char)0xff};
    struct heard_telnet here, there;
    struct telnet ours, theirs;

    (void)state;
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (char)(i % 3 == 0 ? i / 3 : i % 3 == 1 ? 0xff : '\r');
    begin(&ours, &here);
    begin(&theirs, &there);
    telnet_send(&ours, all, sizeof all);
    telnet_send_sub(&ours, TELNET_COM_PORT, (const uint8_t *)"\xff\0\xff", 3);
    telnet_receive(&theirs, here.sent.bytes, here.sent.size);
    assert_int_equal(there.data.size, sizeof all);
    assert_memory_equal(there.data.bytes, all, sizeof all);
    assert_int_equal(there.told.size, sizeof told);
    assert_memory_equal(there.told.bytes, told, sizeof told);
}

static const struct com_port_settings usual = {
    .baud = 115200, .framing = {.data_bits = 8, .parity = 'N', .stop_bits = 1}};

static void rate_and_framing_are_asked_for_in_the_order_of_the_rfc(void **state)
{
    static const uint8_t commands[] = {COM_PORT_BAUD,      COM_PORT_DATA_BITS, COM_PORT_PARITY,
                                       COM_PORT_STOP_BITS, COM_PORT_LINE_MASK, COM_PORT_MODEM_MASK};
    static const uint8_t baud[] = {COM_PORT_BAUD, 0x00, 0x01, 0xc2, 0x00};
    struct com_port_wishes w;
    uint8_t bytes[COM_PORT_COMMAND];

    (void)state;
    com_port_wishes(&w, &usual);
    assert_int_equal(w.count, sizeof commands);
    for (size_t i = 0; i < w.count; i++)
        assert_int_equal(w.wish[i].command, commands[i]);
    assert_int_equal(com_port_command(&w.wish[0], bytes), 5);
    assert_memory_equal(bytes, baud, sizeof baud);
}

static void wires_come_first_and_flow_control_is_asked_for_when_given(void **state)
{
    static const uint32_t values[] = {9, 11, 9600, 7, 3, 2, 3, 0, 0};
    struct com_port_settings settings = usual;
    struct com_port_wishes w;

    (void)state;
    settings.baud = 9600;
    settings.framing = (struct framing){.data_bits = 7, .parity = 'E', .stop_bits = 2};
    settings.dtr = WIRE_OFF;
    settings.rts = WIRE_ON;
    settings.flow_given = true;
    settings.flow = FLOW_RTSCTS;
    com_port_wishes(&w, &settings);
    assert_int_equal(w.count, sizeof values / sizeof *values);
    for (size_t i = 0; i < w.count; i++)
        assert_int_equal(w.wish[i].value, values[i]);
}

static const struct answer_row {
    const char *name;
    const char *answer;
    size_t size;
    const char *text; /* NULL: nothing to say */
} answer_rows[] = {
    {"the rate that was asked for", TEXT("\x65\0\1\xc2\0"), NULL},
    {"another rate", TEXT("\x65\0\0\x25\x80"), "set 9600 baud instead of 115200"},
    {"a rate cut short", TEXT("\x65\0\0\x25"), NULL},
    {"other data bits", TEXT("\x66\7"), "set 7 data bits instead of 8"},
    {"other stop bits", TEXT("\x68\2"), "set 2 stop bits instead of 1"},
    {"another parity", TEXT("\x67\3"), "set the parity to E instead of N"},
    {"a parity that is none", TEXT("\x67\x63"), "set the parity to ? instead of N"},
    {"a wire that did not follow", TEXT("\x69\x9"), "left DTR at off instead of on"},
    {"a state that is none", TEXT("\x69\7"), "left DTR at unknown instead of on"},
    {"a wire that nobody asked for", TEXT("\x69\xb"), NULL},
    {"errors on the line are not of interest", TEXT("\x6a\1"), NULL},
    {"an answer to nothing", TEXT("\x03\3"), NULL},
    {"nothing", TEXT(""), NULL},
};

static void an_answer(void **state)
{
    const struct answer_row *row = *state;
    struct com_port_settings settings = usual;
    struct com_port_wishes w;
    char text[128] = "";

    settings.dtr = WIRE_ON;
    com_port_wishes(&w, &settings);
    assert_int_equal(
        com_port_answer(&w, (const uint8_t *)row->answer, row->size, text, sizeof text),
        row->text != NULL);
    assert_string_equal(text, row->text != NULL ? row->text : "");
    /* Once only, however often it says so. */
    assert_false(com_port_answer(&w, (const uint8_t *)row->answer, row->size, text, sizeof text));
}

static void what_was_not_answered_is_named(void **state)
{
    static const char *const answers[] = {"\x65\0\1\xc2\0", "\x66\x8", "\x67\1", "\x68\1"};
    static const char *const missing[] = {"the baud rate", "the data bits", "the parity",
                                          "the stop bits"};
    struct com_port_wishes w;
    char text[128];

    (void)state;
    com_port_wishes(&w, &usual);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(com_port_missing(&w), missing[i]);
        assert_false(
            com_port_answer(&w, (const uint8_t *)answers[i], i == 0 ? 5 : 2, text, sizeof text));
    }
    assert_null(com_port_missing(&w));
}

int main(void)
{
    static const struct CMUnitTest sentences[] = {
        cmocka_unit_test(a_subnegotiation_is_told_unescaped),
        cmocka_unit_test(a_huge_subnegotiation_is_skipped_and_what_follows_is_read),
        cmocka_unit_test(negotiation_without_end_is_not_answered_without_end),
        cmocka_unit_test(what_is_sent_is_escaped),
        cmocka_unit_test(every_byte_survives_the_way_there),
        cmocka_unit_test(rate_and_framing_are_asked_for_in_the_order_of_the_rfc),
        cmocka_unit_test(wires_come_first_and_flow_control_is_asked_for_when_given),
        cmocka_unit_test(what_was_not_answered_is_named),
    };
    struct CMUnitTest tables[sizeof rows / sizeof *rows + sizeof answer_rows / sizeof *answer_rows];
    size_t count = 0;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        tables[count++] =
            (struct CMUnitTest){rows[i].name, a_row, NULL, NULL, (void *)(uintptr_t)&rows[i]};
    for (size_t i = 0; i < sizeof answer_rows / sizeof *answer_rows; i++)
        tables[count++] = (struct CMUnitTest){answer_rows[i].name, an_answer, NULL, NULL,
                                              (void *)(uintptr_t)&answer_rows[i]};
    int failed = cmocka_run_group_tests_name("telnet", sentences, NULL, NULL);
    return failed + cmocka_run_group_tests_name("telnet tables", tables, NULL, NULL);
}

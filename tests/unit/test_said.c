/* Which line the device said before a block was made. */
#include "capture.h"

#include "analysis/ledger.h"

#include <stdio.h>

/* A ledger that hears a tracker. */
struct stage {
    struct ledger ledger;
    struct change change;
};

static void on_text(void *self, struct hpt_str bytes, uint64_t time_us)
{
    (void)time_us;
    ledger_text(&((struct stage *)self)->ledger, bytes);
}

static void on_print(void *self, bool is_torn)
{
    ledger_print(&((struct stage *)self)->ledger, is_torn);
}

static void on_event(void *self, const struct hpt_event *e, const struct hpt_state *state)
{
    struct stage *s = self;

    assert_int_equal(ledger_event(&s->ledger, e, state, &s->change), HPT_OK);
}

static struct hpt_tracker *stage_open(struct stage *s)
{
    struct hpt_tracker *t = hpt_tracker_new(&(struct hpt_options){0}, NULL);

    *s = (struct stage){0};
    assert_non_null(t);
    assert_int_equal(hpt_observe(t, &(struct hpt_observer){.self = s,
                                                           .text = on_text,
                                                           .print = on_print,
                                                           .event = on_event}),
                     HPT_OK);
    return t;
}

static void read_capture(const char *name, struct hpt_tracker *t)
{
    capture_feed(t, name, 4096);
    assert_int_equal(hpt_end(t), HPT_OK);
}

static void said_before(const struct ledger *l, const struct record *r, const char *words)
{
    struct hpt_str line = said_line(&l->said, r->said);

    assert_int_equal(line.len, strlen(words));
    assert_memory_equal(line.at, words, line.len);
}

static bool is_of_a_print(struct hpt_str line)
{
    static const char *const begins[] = {"HEAP ", "heap_", "mb_total_", "[U:", "[F:", "#h:"};

    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (line.len >= strlen(begins[i]) && memcmp(line.at, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

static void no_block_of_a_capture_quotes_a_heap_print(void **state)
{
    /* trust: 146 */
    static const char *const names[] = {"v1-badge-heapprint", "v1-corners", "v1-badge-oom",
                                        "mbed-greenhouse-normal"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct stage s;
        struct hpt_tracker *t = stage_open(&s);
        if (i == 3) /* as firmware with heapterm_device.h begins */
            feed(t, "greenhouse\r\n#h:0x20001000;0x20005000\r\n#m:0x20001008;0x1-4\r\n");
        const struct record *first = ledger_find(&s.ledger, 0x20001008);
        if (first != NULL)
            said_before(&s.ledger, first, "greenhouse");
        read_capture(names[i], t);
        size_t at = 0, quotes = 0;
        for (const struct record *r; (r = ledger_next(&s.ledger, &at)) != NULL;) {
            assert_false(is_of_a_print(said_line(&s.ledger.said, r->said)));
            quotes += r->said != 0;
        }
        assert_true(quotes > 0);
        ledger_release(&s.ledger);
        hpt_tracker_free(t);
    }
}

#define PRINT(list, free, used)                                                                    \
    "HEAP 0: \nheap_start : 0x20002790\nheap_end   : 0x20003800\nheap_size  : 4208\n" list         \
    "mb_total_free : " free "\nmb_total_used : " used "\n"
#define BLOCK "malloc: ALLOCATED: 56 [0x20002794]\n"

static void a_heap_print_is_not_the_devices_word(void **state)
{
    /* trust: 146 */
    static const struct {
        const char *text, *words;
    } rows[] = {
        {"radio on\n" PRINT("[F:4208] \n", "4208", "0") BLOCK, "radio on"},
        {"radio on\r\n" PRINT("[F:4208] \r\n", "4208", "0") "\r\n" BLOCK, "radio on"},
        {"radio on\n" PRINT("[F:4208] \nlate\n", "4208", "0") BLOCK, "late"},
        {PRINT("[F:4208] \n", "4208", "0") "menu\n" BLOCK, "menu"},
        {PRINT("[F:4208] \n", "4208", "0") BLOCK, ""},
        {"radio on\n--- HEAP NOT INITIALISED ---\n" BLOCK, "radio on"},
        {"radio on\nheap_start : 0x2000" BLOCK, "radio on"},
        {"radio on\n++ MbedOS Error Info ++\n" BLOCK, "++ MbedOS Error Info ++"},
        /* the log begins within a print, or bytes of it are lost */
        {"[U:28] [F:3200] \nmb_total_free : 3200\nmb_total_used : 1008\n" BLOCK, ""},
        {PRINT("[F:4xx8] \n", "4208", "0") BLOCK, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (size_t size = 1; size <= 64; size *= 8) {
            struct stage s;
            struct hpt_tracker *t = stage_open(&s);
            for (size_t at = 0; at < strlen(rows[i].text); at += size) {
                size_t left = strlen(rows[i].text) - at;
                assert_int_equal(hpt_feed(t, rows[i].text + at, left < size ? left : size, 0, NULL),
                                 HPT_OK);
            }
            said_before(&s.ledger, s.change.come, rows[i].words);
            ledger_release(&s.ledger);
            hpt_tracker_free(t);
        }
    }
}

static struct hpt_str hold(struct said *s, uint32_t *number)
{
    assert_int_equal(said_hold(s, number), HPT_OK);
    return said_line(s, *number);
}

static void say(struct said *s, const char *text)
{
    said_text(s, (struct hpt_str){text, strlen(text)});
}

static void the_last_line_is_the_last_with_words(void **state)
{
    static const struct {
        const char *pieces[4];
        const char *last;
    } rows[] = {
        {{"one\n"}, "one"},
        {{"one\r\n\r\n", " \n"}, "one"},
        {{"one\ntw", "o"}, "two"},
        {{"one\n", "   "}, "one"},
        {{"one\n", "  t", "wo\n\n"}, "two"},
        {{"\n\r\n"}, ""},
        {{"one\n", "\x11", " two\n"}, "two"},
        {{"one\n\x11 two\n"}, "two"},
        {{"\x1b", "[32mone\n"}, "\x1b[32mone"},
        {{"one\n\x1b", "\n"}, "one"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct said s = {0};
        uint32_t number;
        for (size_t k = 0; k < 4 && rows[i].pieces[k] != NULL; k++)
            say(&s, rows[i].pieces[k]);
        struct hpt_str line = hold(&s, &number);
        assert_int_equal(line.len, strlen(rows[i].last));
        assert_memory_equal(line.at, rows[i].last, line.len);
        said_drop(&s, number);
        said_release(&s);
    }
}

static void lines_that_nobody_holds_cost_nothing(void **state)
{
    struct said s = {0};
    uint32_t kept, number;
    char text[32];

    (void)state;
    say(&s, "first\n");
    (void)hold(&s, &kept);
    for (int i = 0; i < 100000; i++) {
        (void)snprintf(text, sizeof text, "line %d\n", i);
        say(&s, text);
        assert_int_equal(hold(&s, &number).len, strlen(text) - 1);
        said_drop(&s, number);
    }
    assert_true(s.count <= 3);
    assert_memory_equal(said_line(&s, kept).at, "first", 5);
    said_release(&s);
}

static void more_lines_than_are_kept_are_none(void **state)
{
    struct said s = {0};
    uint32_t number;
    char text[32];

    (void)state;
    for (int i = 0; i < SAID_LINES_MAX; i++) {
        (void)snprintf(text, sizeof text, "line %d\n", i);
        say(&s, text);
        assert_int_equal(hold(&s, &number).len, strlen(text) - 1);
    }
    say(&s, "one more\n");
    assert_int_equal(hold(&s, &number).len, 0);
    said_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_block_of_a_capture_quotes_a_heap_print),
        cmocka_unit_test(a_heap_print_is_not_the_devices_word),
        cmocka_unit_test(the_last_line_is_the_last_with_words),
        cmocka_unit_test(lines_that_nobody_holds_cost_nothing),
        cmocka_unit_test(more_lines_than_are_kept_are_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* When things arrived, however long they are held back; pauses; the input as it is. */
#include "test.h"

enum { MOST = 16 };

struct log {
    size_t count;
    char text[MOST][64];
    uint64_t time_us[MOST];
    uint64_t begun_us, ended_us; /* of the last event */
    char input[256];
    size_t input_len;
    unsigned pauses, ends;
    bool holds;
};

static void on_text(void *self, struct hpt_str bytes, uint64_t time_us)
{
    struct log *l = self;

    assert_true(l->count < MOST && bytes.len < sizeof *l->text);
    memcpy(l->text[l->count], bytes.at, bytes.len);
    l->time_us[l->count++] = time_us;
}

static void on_event(void *self, const struct hpt_event *e, const struct hpt_state *s)
{
    struct log *l = self;

    (void)s;
    l->begun_us = e->begun_us;
    l->ended_us = e->time_us;
}

static void on_input(void *self, struct hpt_str bytes, uint64_t time_us)
{
    struct log *l = self;

    (void)time_us;
    assert_true(l->input_len + bytes.len < sizeof l->input);
    memcpy(l->input + l->input_len, bytes.at, bytes.len);
    l->input_len += bytes.len;
}

static void on_pause(void *self, bool is_over)
{
    struct log *l = self;

    l->pauses++;
    l->ends += is_over;
    l->holds = false;
}

static bool holds(void *self)
{
    return ((struct log *)self)->holds;
}

static struct hpt_tracker *watch(struct log *l)
{
    struct hpt_tracker *t = hpt_tracker_new(&(struct hpt_options){0}, NULL);
    const struct hpt_observer observer = {.self = l,
                                          .text = on_text,
                                          .event = on_event,
                                          .input = on_input,
                                          .pause = on_pause,
                                          .holds = holds};

    *l = (struct log){0};
    assert_non_null(t);
    assert_int_equal(hpt_observe(t, &observer), HPT_OK);
    return t;
}

static void feed_at(struct hpt_tracker *t, const char *text, uint64_t time_us)
{
    assert_int_equal(hpt_feed(t, text, strlen(text), time_us, NULL), HPT_OK);
}

static void held_text_has_the_time_of_its_first_byte(void **state)
{
    struct log l;
    struct hpt_tracker *t = watch(&l);

    (void)state;
    feed_at(t, "mall", 10);
    feed_at(t, "o", 20);
    assert_int_equal(l.count, 0);
    feed_at(t, "w\nnext\n", 30);
    assert_string_equal(l.text[0], "mallow\n");
    assert_int_equal(l.time_us[0], 10);
    assert_string_equal(l.text[1], "next\n");
    assert_int_equal(l.time_us[1], 30);
    hpt_tracker_free(t);
}

static void text_shown_after_a_pause_has_its_time(void **state)
{
    struct log l;
    struct hpt_tracker *t = watch(&l);

    (void)state;
    feed_at(t, "malloc: ALL", 10);
    assert_int_equal(hpt_show_held(t), HPT_OK);
    assert_int_equal(l.time_us[0], 10);
    feed_at(t, "OTMENT\n", 50);
    assert_string_equal(l.text[1], "OTMENT\n");
    assert_int_equal(l.time_us[1], 50);
    hpt_tracker_free(t);
}

static void an_event_begins_with_its_line(void **state)
{
    struct log l;
    struct hpt_tracker *t = watch(&l);

    (void)state;
    feed_at(t, "malloc: ALLOCATED: 5", 10);
    feed_at(t, " [0x20000004]", 20);
    feed_at(t, "\n", 30);
    assert_int_equal(l.begun_us, 10);
    assert_int_equal(l.ended_us, 30);
    feed_at(t, "text malloc: ALLOC", 40);
    feed_at(t, "ATED: 5 [0x20000010]\n", 50);
    assert_string_equal(l.text[0], "text ");
    assert_int_equal(l.begun_us, 40);
    hpt_tracker_free(t);
}

static void a_torn_line_begins_with_its_first_piece(void **state)
{
    struct log l;
    struct hpt_tracker *t = watch(&l);

    (void)state;
    feed_at(t, "malloc: ALLOC", 10);
    feed_at(t, "malloc: ALLOCATED: 24 [0x20002bb0]\n", 20);
    feed_at(t, "ATED: 5 [0x20002b94]\n", 30);
    assert_int_equal(hpt_state(t)->allocations, 2);
    assert_int_equal(l.begun_us, 10);
    hpt_tracker_free(t);
}

static void the_input_is_told_as_it_is(void **state)
{
    static const char lines[] = "one\r\nmalloc: ALLOCATED: 5 [0x20000004]\r\ntwo";
    struct log l;
    struct hpt_tracker *t = watch(&l);

    (void)state;
    for (size_t i = 0; i < strlen(lines); i++)
        assert_int_equal(hpt_feed(t, lines + i, 1, i, NULL), HPT_OK);
    assert_string_equal(l.input, lines);
    hpt_tracker_free(t);
}

static void an_observer_that_holds_text_hears_of_the_pause(void **state)
{
    struct log l;
    struct hpt_tracker *t = watch(&l);

    (void)state;
    feed_at(t, "text\n", 1);
    assert_false(hpt_holds_text(t));
    l.holds = true;
    assert_true(hpt_holds_text(t));
    assert_int_equal(hpt_show_held(t), HPT_OK);
    assert_int_equal(l.pauses, 1);
    assert_int_equal(l.ends, 0);
    assert_int_equal(hpt_gap(t), HPT_OK);
    assert_int_equal(hpt_end(t), HPT_OK);
    assert_int_equal(l.pauses, 3);
    assert_int_equal(l.ends, 2);
    hpt_tracker_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(held_text_has_the_time_of_its_first_byte),
        cmocka_unit_test(text_shown_after_a_pause_has_its_time),
        cmocka_unit_test(an_event_begins_with_its_line),
        cmocka_unit_test(a_torn_line_begins_with_its_first_piece),
        cmocka_unit_test(the_input_is_told_as_it_is),
        cmocka_unit_test(an_observer_that_holds_text_hears_of_the_pause),
    };

    return cmocka_run_group_tests_name("arrival", tests, NULL, NULL);
}

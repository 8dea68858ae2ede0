/* The question on the last line: how its answer is edited, and what becomes of it. */
#include "shown.h"

#include "travel/travel.h"

enum { ESCAPE = 27 };

static struct key character(uint32_t code)
{
    return (struct key){.kind = KEY_CHARACTER, .code = code};
}

static const struct go_row {
    const char *typed;
    enum wish wish;
    enum goal_kind kind;
    uint64_t number; /* of a failure, or of the goal */
} go_rows[] = {
    {"g5763", WISH_GO, GOAL_EVENT, 5763},        {"gevent:12", WISH_GO, GOAL_EVENT, 12},
    {"gline:300", WISH_GO, GOAL_LINE, 300},      {"gbyte:4096", WISH_GO, GOAL_BYTE, 4096},
    {"g12.5s", WISH_GO, GOAL_TIME, 12500000},    {"g3s", WISH_GO, GOAL_TIME, 3000000},
    {"g0.000001s", WISH_GO, GOAL_TIME, 1},       {"gfail", WISH_GO_FAILURE, GOAL_EVENT, 1},
    {"gfail:7", WISH_GO_FAILURE, GOAL_EVENT, 7}, {"gend", WISH_FOLLOW, GOAL_EVENT, 0},
    {"g", WISH_NOTHING, GOAL_EVENT, 0},          {"gelsewhere", WISH_NOTHING, GOAL_EVENT, 0},
    {"g  7 ", WISH_GO, GOAL_EVENT, 7},           {"g ", WISH_NOTHING, GOAL_EVENT, 0},
    {"g12.5", WISH_NOTHING, GOAL_EVENT, 0},      {"gfail:0", WISH_NOTHING, GOAL_EVENT, 0},
};

static void an_instant_is_gone_to(void **state)
{
    const struct go_row *r = *state;
    static struct shown v;

    shown_open(&v, 24, 80);
    shown_capture(&v, "v1-badge-oom", 0);
    (void)shown_type(&v, r->typed);
    struct request got = shown_type(&v, "\r");
    assert_int_equal(got.wish, r->wish);
    if (got.wish == WISH_GO) {
        assert_int_equal(got.goal.kind, r->kind);
        assert_int_equal(got.goal.number, r->number);
    }
    if (got.wish == WISH_GO_FAILURE)
        assert_int_equal(got.count, (int64_t)r->number);
    bool is_refused = got.wish == WISH_NOTHING && r->typed[strspn(r->typed, "g ")] != '\0';
    assert_int_equal(v.w.app.ask.kind, is_refused ? ASK_GO : ASK_NONE);
    if (is_refused)
        assert_int_equal(v.w.app.message_kind, MESSAGE_FAULT);
    shown_close(&v);
}

static void an_answer_is_edited(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 80);
    (void)shown_type(&v, "m");
    assert_int_equal(v.w.app.ask.kind, ASK_MARK);
    (void)shown_type(&v, "one two");
    (void)shown_press(&v, &(struct key){.kind = KEY_LEFT});
    (void)shown_press(&v, &(struct key){.kind = KEY_DELETE});
    assert_string_equal(v.w.app.ask.text, "one tw");
    (void)shown_type(&v, "\x17"); /* Ctrl-W */
    assert_string_equal(v.w.app.ask.text, "one ");
    (void)shown_press(&v, &(struct key){.kind = KEY_HOME});
    (void)shown_type(&v, ">");
    assert_string_equal(v.w.app.ask.text, ">one ");
    (void)shown_press(&v, &(struct key){.kind = KEY_END});
    struct key umlaut = character(0xE4), clef = character(0x1D11E);
    (void)shown_press(&v, &umlaut);
    (void)shown_press(&v, &clef);
    assert_string_equal(v.w.app.ask.text, ">one \xC3\xA4\xF0\x9D\x84\x9E");
    (void)shown_type(&v, "\b\b");
    assert_string_equal(v.w.app.ask.text, ">one ");
    struct request r = shown_type(&v, "\r");
    assert_int_equal(r.wish, WISH_MARK);
    assert_string_equal(r.text, ">one ");
    assert_int_equal(v.w.app.ask.kind, ASK_NONE);
    shown_close(&v);
}

static void an_answer_never_overflows(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 80);
    (void)shown_type(&v, "/");
    struct key clef = character(0x1D11E);
    for (int i = 0; i < 200; i++)
        (void)shown_press(&v, &clef);
    assert_true(v.w.app.ask.length < APP_TEXT && v.w.app.ask.length >= APP_TEXT - 5);
    assert_int_equal(strlen(v.w.app.ask.text), v.w.app.ask.length);
    (void)shown_type(&v, "\x15\r"); /* Ctrl-U */
    assert_string_equal(v.w.app.search, "");
    shown_close(&v);
}

static void escape_takes_a_question_back(void **state)
{
    static const char questions[] = "g/fmwW";
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 80);
    for (const char *q = questions; *q != '\0'; q++) {
        struct key key = character((uint32_t)*q), escape = character(ESCAPE);
        (void)shown_press(&v, &key);
        assert_int_not_equal(v.w.app.ask.kind, ASK_NONE);
        assert_int_equal(shown_press(&v, &escape).wish, WISH_NOTHING);
        assert_int_equal(v.w.app.ask.kind, ASK_NONE);
    }
    shown_close(&v);
}

static void a_filter_is_set_and_taken_off(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 80);
    shown_capture(&v, "v1-badge-oom", 0);
    size_t all = v.w.gather.block_count;
    (void)shown_type(&v, "fsize:big\r");
    assert_int_equal(v.w.app.ask.kind, ASK_FILTER);
    assert_int_equal(v.w.app.message_kind, MESSAGE_FAULT);
    (void)shown_type(&v, "\x15size:16\r");
    assert_int_equal(v.w.app.ask.kind, ASK_NONE);
    assert_true(v.w.gather.block_count < all);
    (void)shown_type(&v, "f");
    assert_string_equal(v.w.app.ask.text, "size:16");
    (void)shown_type(&v, "\x15\r");
    assert_int_equal(v.w.gather.block_count, all);
    (void)shown_type(&v, "fsize:16\rF");
    assert_int_equal(v.w.gather.block_count, all);
    shown_close(&v);
}

static void files_have_a_name_that_says_where_they_are_from(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 80);
    shown_capture(&v, "v1-badge-oom", 700);
    struct request r = shown_type(&v, "w\r");
    assert_int_equal(r.wish, WISH_SAVE_TEXT);
    assert_string_equal(r.text, "heap-event-700.txt");
    r = shown_type(&v, "W\r");
    assert_int_equal(r.wish, WISH_SAVE_MAP);
    assert_string_equal(r.text, "heap-event-700.svg");
    (void)shown_type(&v, "w\x15\r");
    assert_int_equal(v.w.app.ask.kind, ASK_SAVE_TEXT);
    shown_close(&v);
}

static void the_board_is_written_to(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 80);
    (void)shown_type(&v, "i");
    assert_int_equal(v.w.app.sheet, SHEET_BOARD);
    assert_int_equal(v.w.app.ask.kind, ASK_NONE);
    (void)shown_type(&v, "\x1b");
    v.w.app.takes_keys = true;
    struct request r = shown_type(&v, ":help q\r");
    assert_int_equal(r.wish, WISH_SEND);
    assert_string_equal(r.text, "help q");
    assert_int_equal(v.w.app.ask.kind, ASK_SEND); /* for the next line */
    assert_string_equal(v.w.app.ask.text, "");
    (void)shown_type(&v, "\x1b");
    assert_int_equal(v.w.app.sheet, SHEET_NONE);
    shown_close(&v);
}

/* A search through a long log can be seen, and given up. */
static void a_search_tells_how_far_it_is(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 1, 80);
    shown_capture(&v, "v1-badge-oom", 0);
    (void)shown_type(&v, "/needle\r");
    v.w.show.is_searching = true;
    v.w.show.search_progress = 345;
    shown_draw(&v, view_hints.draw);
    assert_true(shown_has(&v, " 34 % looked through for needle"));
    assert_true(shown_has(&v, "Esc gives up"));
    struct request r = shown_type(&v, "\x1b");
    assert_int_equal(r.wish, WISH_SEARCH_STOP);
    v.w.show.is_searching = false;
    shown_draw(&v, view_hints.draw);
    assert_true(shown_has(&v, "The search is given up"));
    shown_close(&v);
}

static void a_long_answer_shows_its_cursor(void **state)
{
    static struct shown v;
    int cursors = 0;

    (void)state;
    shown_open(&v, 24, 80);
    (void)shown_type(&v, "m");
    for (int i = 0; i < 150; i++)
        (void)shown_type(&v, "x");
    screen_draw(&v.grid, &v.w.show);
    for (int column = 0; column < 80; column++)
        cursors += (v.grid.cells[23 * 80 + column].pen.flags & PEN_REVERSE) != 0;
    assert_int_equal(cursors, 1);
    shown_close(&v);
}

int main(void)
{
    enum { GOES = sizeof go_rows / sizeof *go_rows };
    const struct CMUnitTest others[] = {
        cmocka_unit_test(a_search_tells_how_far_it_is),
        cmocka_unit_test(a_long_answer_shows_its_cursor),
        cmocka_unit_test(an_answer_is_edited),
        cmocka_unit_test(an_answer_never_overflows),
        cmocka_unit_test(escape_takes_a_question_back),
        cmocka_unit_test(a_filter_is_set_and_taken_off),
        cmocka_unit_test(files_have_a_name_that_says_where_they_are_from),
        cmocka_unit_test(the_board_is_written_to),
    };
    enum { OTHERS = sizeof others / sizeof *others };
    static struct CMUnitTest tests[GOES + OTHERS];

    for (size_t i = 0; i < GOES; i++)
        tests[i] = (struct CMUnitTest){.name = go_rows[i].typed,
                                       .test_func = an_instant_is_gone_to,
                                       .initial_state = (void *)(uintptr_t)&go_rows[i]};
    memcpy(tests + GOES, others, sizeof others);
    return _cmocka_run_group_tests("ask", tests, GOES + OTHERS, NULL, NULL);
}

/* The safe display: what is shown of what a device sends. */
#include "view.h"

/* Text of `size` bytes, with NULs in it. */
#define BYTES(text) text, sizeof(text) - 1

static const struct row {
    const char *name;
    const char *sent;
    size_t size;
    const char *shown;
} rows[] = {
    {"plain text passes", BYTES("one\ntwo\n"), "one\ntwo\n"},
    {"tabs pass", BYTES("a\tb\n"), "a\tb\n"},
    /* trust: 15 */
    {"CR ends lines", BYTES("one\rtwo\rthree\r"), "one\ntwo\nthree\n"},
    {"LF ends lines", BYTES("one\ntwo\nthree\n"), "one\ntwo\nthree\n"},
    {"CR LF ends lines", BYTES("one\r\ntwo\r\nthree\r\n"), "one\ntwo\nthree\n"},
    {"LF CR ends lines", BYTES("one\n\rtwo\n\rthree\n\r"), "one\ntwo\nthree\n"},
    {"CR CR LF ends lines", BYTES("one\r\r\ntwo\r\r\n"), "one\ntwo\n"},
    {"empty lines stay", BYTES("one\r\n\r\ntwo\n\r\n\rthree\r\n"), "one\n\ntwo\n\nthree\n"},
    {"a progress bar is drawn over", BYTES("go\n10%\r20%\r\n"), "go\n10%\r20%\n"},
    {"a progress bar before any line feed loses nothing", BYTES("10%\r20%\r"), "10%\n20%\n"},
    /* trust: 11 */
    {"UTF-8 passes", BYTES("z\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\n"),
     "z\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\n"},
    {"a lonely byte", BYTES("a\xff\xfe\n"), "a\\xff\\xfe\n"},
    {"a sequence cut short", BYTES("\xe2\x82|\xf0\x9f\x98\n"), "\\xe2\\x82|\\xf0\\x9f\\x98\n"},
    {"an overlong form", BYTES("\xc0\xaf\xe0\x80\xaf\n"), "\\xc0\\xaf\\xe0\\x80\\xaf\n"},
    {"a surrogate", BYTES("\xed\xa0\x80\n"), "\\xed\\xa0\\x80\n"},
    {"beyond Unicode", BYTES("\xf4\x90\x80\x80\xf5\n"), "\\xf4\\x90\\x80\\x80\\xf5\n"},
    /* trust: 12 */
    {"NUL", BYTES("a\0b\n"), "a^@b\n"},
    {"bell, shift, form feed, delete", BYTES("\a\x0e\x0f\f\v\x7f\n"), "^G^N^O^L^K^?\n"},
    /* trust: 13 */
    {"colours pass", BYTES("\x1b[1;31mred\x1b[0m\n"), "\x1b[1;31mred\x1b[0m\n"},
    {"colours of many kinds", BYTES("\x1b[38;5;8;48:2::1:2:3;4:3;97mx\x1b[m\n"),
     "\x1b[38;5;8;48:2::1:2:3;4:3;97mx\x1b[0m\n"},
    {"concealed text is not concealed", BYTES("\x1b[8mx\x1b[1;8;31my\x1b[0m\n"),
     "x\x1b[1;31my\x1b[0m\n"},
    {"a colour cut short is none", BYTES("\x1b[38;5mx\x1b[38;2;1;2mx\x1b[38;7mx\n"), "xxx\n"},
    {"the title", BYTES("\x1b]0;title\a\n"), "^[]0;title^G\n"},
    {"the clipboard", BYTES("\x1b]52;c;aGk=\x1b\\\n"), "^[]52;c;aGk=^[\\\n"},
    {"device control strings", BYTES("\x1bP$q\x1b\\\x1b_a\x1b^b\x1bXc\n"),
     "^[P$q^[\\^[_a^[^b^[Xc\n"},
    {"a reset",
     BYTES("\x1b"
           "c\n"),
     "^[c\n"},
    {"the screen is not cleared", BYTES("\x1b[2J\x1b[H\x1b[3;4H\n"), "^[[2J^[[H^[[3;4H\n"},
    {"modes", BYTES("\x1b[?1049h\x1b[?25l\x1b[4h\x1b=\n"), "^[[?1049h^[[?25l^[[4h^[=\n"},
    {"questions that a terminal would answer", BYTES("\x1b[6n\x1b[c\x1b[>c\x1bZ\x05\n"),
     "^[[6n^[[c^[[>c^[Z^E\n"},
    {"what only looks like a colour", BYTES("\x1b[>4m\x1b[?1m\x1b[ m\n"), "^[[>4m^[[?1m^[[ m\n"},
    {"C1 as a byte",
     BYTES("\x9b"
           "31m\x90\x9d\n"),
     "\\x9b31m\\x90\\x9d\n"},
    {"C1 as a character",
     BYTES("\xc2\x9b"
           "5A\n"),
     "<U+009B>5A\n"},
    {"directions", BYTES("\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8f\n"), "<U+202E><U+2066><U+200F>\n"},
    {"zero width and tags", BYTES("\xe2\x80\x8b\xef\xbb\xbf\xf3\xa0\x81\x81\n"),
     "<U+200B><U+FEFF><U+E0041>\n"},
    {"line separators", BYTES("\xe2\x80\xa8\xe2\x80\xa9\n"), "<U+2028><U+2029>\n"},
    {"a sequence without an end",
     BYTES("\x1b[11111111111111111111111111111111111111111111111111111111111111111111m\n"),
     "^[[11111111111111111111111111111111111111111111111111111111111111111111m\n"},
    {"a sequence broken by a line end", BYTES("\x1b[3\nx\n"), "^[[3\nx\n"},
    {"an escape within an escape", BYTES("\x1b\x1b[\x1b[1mx\x1b[m\n"), "^[^[[\x1b[1mx\x1b[0m\n"},
    {"a character erased by a shell", BYTES("ab\b \b\n"), "ab\b \b\n"},
    {"no step back beyond the line", BYTES("\ba\b\b\bb\n"), "a\bb\n"},
    {"a line edited by a shell", BYTES("abc\x1b[2D\x1b[Kx\n"), "abc\b\b  \b\bx\n"},
    {"a move back ends at the beginning", BYTES("ab\x1b[9D\x1b[Jx\n"), "ab\b\b  \b\bx\n"},
    {"nothing is left of the line's beginning", BYTES("\x1b[D\x1b[4D\n"), "\n"},
    {"only what is behind is erased", BYTES("ab\x1b[1K\x1b[2K\x1b[1J\n"), "ab^[[1K^[[2K^[[1J\n"},
};

static void say(struct page *p, const struct row *r, size_t piece, bool pauses)
{
    for (size_t at = 0; at < r->size; at += piece) {
        size_t size = r->size - at < piece ? r->size - at : piece;
        page_text(p, r->sent + at, size, 1);
        if (pauses && p->hears.holds(p->view))
            page_pause(p);
    }
    page_end(p);
}

static void row_is_shown(void **state)
{
    const struct row *r = *state;

    for (size_t piece = 1; piece <= r->size; piece++) {
        struct page p;
        page_open(&p, &(struct hpt_log_options){.safe = true, .color = true});
        say(&p, r, piece, false);
        assert_string_equal(p.at, r->shown);
        page_close(&p);
    }
}

static void without_colours_none_pass(void **state)
{
    struct page p;

    (void)state;
    page_open(&p, &(struct hpt_log_options){.safe = true});
    page_say(&p, "\x1b[1;31mred\x1b[0m \x1b[2J\n");
    assert_string_equal(p.at, "red ^[[2J\n");
    page_close(&p);
}

static void a_pipe_gets_what_the_device_sends(void **state)
{
    struct page p;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        page_open(&p, &(struct hpt_log_options){0});
        say(&p, &rows[i], 3, true);
        assert_int_equal(p.len, rows[i].size);
        assert_memory_equal(p.at, rows[i].sent, rows[i].size);
        page_close(&p);
    }
}

/* trust: 11 */
static void half_a_character_is_shown_after_a_pause_and_taken_back(void **state)
{
    struct page p;

    (void)state;
    page_open(&p, &(struct hpt_log_options){.safe = true});
    page_say(&p, "a\xe2\x82");
    assert_string_equal(p.at, "a");
    assert_true(p.hears.holds(p.view));
    page_pause(&p);
    assert_string_equal(p.at, "a\\xe2\\x82");
    assert_false(p.hears.holds(p.view));
    page_say(&p, "\xac!\n");
    assert_string_equal(p.at, "a\\xe2\\x82\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\xe2\x82\xac!\n");
    page_close(&p);
}

static void what_was_shown_after_a_pause_is_not_shown_twice(void **state)
{
    struct page p;

    (void)state;
    page_open(&p, &(struct hpt_log_options){.safe = true});
    page_say(&p, "\xe2");
    page_pause(&p);
    page_say(&p, "x\x1b");
    page_pause(&p);
    page_say(&p, "]0;t\n");
    assert_string_equal(p.at, "\\xe2x^[]0;t\n");
    page_close(&p);
}

/* trust: 50 */
static void others_write_on_a_fresh_row_in_plain_colours(void **state)
{
    struct page p;

    (void)state;
    page_open(&p, &(struct hpt_log_options){.safe = true, .color = true});
    page_say(&p, "\x1b[31mone ");
    hpt_log_view_fresh_line(p.view);
    assert_string_equal(p.at, "\x1b[31mone \x1b[0m\n");
    p.len = 0;
    page_say(&p, "two\x1b[0m\n");
    assert_string_equal(p.at, "\x1b[31mtwo\x1b[0m\n");
    p.len = 0;
    page_say(&p, "three");
    hpt_log_view_fresh_line(p.view);
    hpt_log_view_fresh_line(p.view);
    page_say(&p, "\r\nfour\r\n");
    assert_string_equal(p.at, "three\nfour\n");
    page_close(&p);
}

static void type(struct page *p, const char *text)
{
    hpt_log_view_echo(p->view, (struct hpt_str){text, strlen(text)}, 1);
}

/* In no view does it go through what the device's bytes go through. */
static void what_is_typed_is_shown_at_once_as_text(void **state)
{
    static const struct hpt_log_options views[] = {
        {.safe = true},
        {.safe = true, .view = HPT_VIEW_PLAIN},
        {.view = HPT_VIEW_PLAIN},
        {.safe = true, .only = HPT_ONLY_TRACE},
    };
    struct page p;

    (void)state;
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        page_open(&p, &views[i]);
        type(&p, "malloc(\xc3");
        assert_string_equal(p.at, "malloc(");
        type(&p, "\xbc\x1b[2D\x1b[31m\x03\r");
        assert_string_equal(p.at, "malloc(\xc3\xbc^[[2D^[[31m^C\n");
        page_close(&p);
    }
}

static void what_is_typed_leaves_what_is_held_of_the_device_alone(void **state)
{
    struct page p;

    (void)state;
    page_open(&p, &(struct hpt_log_options){.safe = true});
    page_say(&p, "a\xc3");
    type(&p, "x");
    page_say(&p, "\xbc");
    assert_string_equal(p.at, "ax\xc3\xbc");
    page_close(&p);
}

static void what_is_typed_has_rows_of_its_own_between_hex(void **state)
{
    struct page p;

    (void)state;
    page_open(&p, &(struct hpt_log_options){.safe = true, .view = HPT_VIEW_HEX});
    p.hears.input(p.view, (struct hpt_str){"AB", 2}, 1);
    type(&p, "x");
    type(&p, "y");
    p.hears.input(p.view, (struct hpt_str){"C", 1}, 1);
    page_pause(&p);
    const char *typed = strstr(p.at, "|AB|\nxy\n00000002  43");
    assert_non_null(typed);
    page_close(&p);
}

int main(void)
{
    enum { ROWS = sizeof rows / sizeof *rows };
    struct CMUnitTest tests[ROWS + 8] = {
        [ROWS] = cmocka_unit_test(without_colours_none_pass),
        cmocka_unit_test(a_pipe_gets_what_the_device_sends),
        cmocka_unit_test(half_a_character_is_shown_after_a_pause_and_taken_back),
        cmocka_unit_test(what_was_shown_after_a_pause_is_not_shown_twice),
        cmocka_unit_test(what_is_typed_is_shown_at_once_as_text),
        cmocka_unit_test(what_is_typed_leaves_what_is_held_of_the_device_alone),
        cmocka_unit_test(what_is_typed_has_rows_of_its_own_between_hex),
        cmocka_unit_test(others_write_on_a_fresh_row_in_plain_colours),
    };

    for (size_t i = 0; i < ROWS; i++)
        tests[i] = (struct CMUnitTest){.name = rows[i].name,
                                       .test_func = row_is_shown,
                                       .initial_state = (void *)(uintptr_t)&rows[i]};
    return cmocka_run_group_tests_name("text_safe", tests, NULL, NULL);
}

/* The views around the map as cells, at 80 by 24 and 160 by 40, with real captures. */
#include "shown.h"

#include <locale.h>

static void the_title_tells_the_instant(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 1, 80);
    shown_capture(&v, "v1-badge-oom", 700);
    shown_draw(&v, view_title.draw);
    assert_true(shown_has(&v, " heapterm  board.log  event 700 of 11038"));
    assert_true(shown_has(&v, "input has ended  at the end"));
    v.w.app.is_following = false;
    v.w.app.is_over = false;
    v.w.show.is_recording = true;
    v.w.show.rate = 31.4;
    v.w.show.look.is_ascii = true;
    shown_draw(&v, view_title.draw);
    assert_true(shown_has(&v, "* recording  31 events/s  || PAUSED"));
    v.w.app.is_following = v.w.show.is_away = true;
    shown_draw(&v, view_title.draw);
    assert_true(shown_has(&v, "* recording  board is away"));
    assert_false(shown_has(&v, "LIVE"));
    assert_int_equal(v.grid.cells[79].pen.back, INK_BAR);
    shown_close(&v);
}

/* What goes on stays when the name of the input has no room. */
static void a_long_name_gives_way(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 1, 50);
    shown_capture(&v, "v1-badge-oom", 700);
    v.w.show.input = "/dev/serial/by-id/usb-ARM_BBC_micro:bit_CMSIS-DAP_9900000000000000";
    v.w.app.is_over = v.w.app.is_following = false;
    v.w.show.look.is_ascii = true;
    shown_draw(&v, view_title.draw);
    assert_true(shown_has(&v, "event 700 of 11038"));
    assert_true(shown_has(&v, "|| PAUSED"));
    shown_close(&v);
    shown_open(&v, 1, 80);
    shown_capture(&v, "v1-badge-oom", 700);
    v.w.show.input = "/home/somebody/logs/of/the/greenhouse/tuesday.log";
    shown_draw(&v, view_title.draw);
    assert_true(shown_has(&v, "heapterm  tuesday.log  event 700 of 11038"));
    shown_close(&v);
}

/* On the narrowest screen the event is worth more than the program's name. */
static void the_instant_has_room_first(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 1, 40);
    shown_capture(&v, "v1-badge-oom", 0);
    v.w.app.is_following = v.w.app.is_over = true;
    shown_draw(&v, view_title.draw);
    assert_true(shown_has(&v, " event 11038 of 11038"));
    assert_true(shown_has(&v, "at the end"));
    v.w.app.is_following = false;
    v.w.show.is_away = v.w.show.look.is_ascii = true;
    shown_draw(&v, view_title.draw);
    assert_true(shown_has(&v, " event 11038 of 11038"));
    assert_true(shown_has(&v, "away  || PAUSED"));
    shown_close(&v);
}

static void a_failure_says_what_to_press(void **state)
{
    static const int widths[] = {40, 80, 160};
    static struct shown v;

    (void)state;
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        shown_open(&v, 2, widths[i]);
        shown_capture(&v, "v1-badge-oom", 0);
        shown_draw(&v, view_verdict.draw);
        assert_true(strstr(shown_row(&v, 0), " malloc(12) FAIL") == shown_row(&v, 0));
        assert_non_null(strstr(shown_row(&v, 0), "Press e to read why."));
        assert_int_equal(v.grid.cells[1].pen.fore, INK_BAD);
        assert_non_null(strstr(shown_row(&v, 1), " Trust: exact: 5763 of 5763"));
        shown_close(&v);
    }
}

static void a_verdict_is_healthy_or_tight(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 2, 120);
    shown_capture(&v, "v1-badge-oom", 700);
    shown_draw(&v, view_verdict.draw);
    assert_true(shown_has(&v, " Healthy: "));
    assert_int_equal(v.grid.cells[1].pen.fore, INK_GOOD);
    shown_capture(&v, "v1-badge-oom", 11030);
    shown_draw(&v, view_verdict.draw);
    assert_true(shown_has(&v, " Getting tight: "));
    assert_int_equal(v.grid.cells[1].pen.fore, INK_TIGHT);
    shown_close(&v);
}

static void a_projection_is_told(void **state)
{
    static const struct hpt_report report = {
        .will_fill = true, .full_low = 1200, .full_high = 1500};
    static struct shown v;

    (void)state;
    shown_open(&v, 2, 200);
    shown_capture(&v, "v1-badge-oom", 700);
    v.w.show.report = &report;
    v.w.show.report_event = 690;
    shown_draw(&v, view_verdict.draw);
    assert_true(shown_has(&v, " Growing, full in 1190 to 1490 events: "));
    shown_close(&v);
}

static void a_warning_comes_first_and_is_told_after(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 2, 160);
    shown_capture(&v, "v1-badge-doublefree", 1251);
    shown_draw(&v, view_verdict.draw);
    assert_true(shown_has(&v, " Warning: second release of 0x200032e8; event 1250 has released "
                              "it already. 6 lists all warnings."));
    assert_int_equal(v.grid.cells[1].pen.fore, INK_TIGHT);
    shown_capture(&v, "v1-badge-doublefree", 1250);
    shown_draw(&v, view_verdict.draw);
    assert_false(shown_has(&v, "arning"));
    shown_close(&v);
}

static void a_failure_before_leads_there(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 2, 160);
    shown_capture(&v, "mbed-greenhouse-oom", 900);
    shown_draw(&v, view_verdict.draw);
    assert_true(shown_has(&v, "8 allocations failed before: [ goes there."));
    assert_true(shown_has(&v, " Trust: inferred"));
    shown_close(&v);
}

static void nothing_yet_is_said(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 2, 80);
    shown_draw(&v, view_verdict.draw);
    assert_true(shown_has(&v, "No heap trace was found. Is heap debugging switched on"));
    v.w.app.is_over = false;
    shown_draw(&v, view_verdict.draw);
    assert_true(shown_has(&v, "Waiting for the first line of a heap trace."));
    v.w.show.is_away = true;
    shown_draw(&v, view_verdict.draw);
    assert_true(shown_has(&v, "The board is not there."));
    shown_close(&v);
}

static void tabs_fit_and_are_clicked_where_they_stand(void **state)
{
    static const int widths[] = {52, 61, 80};
    static struct shown v;

    (void)state;
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        shown_open(&v, 1, widths[i]);
        shown_draw(&v, view_tabs.draw);
        for (enum tab tab = TAB_EVENTS; tab < TAB_COUNT; tab++) {
            const char *row = shown_row(&v, 0);
            const char *at = strstr(row, lists[tab]->title);
            assert_non_null(at);
            assert_int_equal(tab_at(area_of(&v.grid), (int)(at - row)), tab);
        }
        shown_close(&v);
    }
}

static void hints_fit_the_situation(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 80);
    shown_capture(&v, "v1-badge-oom", 0);
    v.w.show.look.is_ascii = true;
    screen_draw(&v.grid, &v.w.show);
    assert_true(strstr(shown_row(&v, 23), " e why it failed") == shown_row(&v, 23));
    assert_non_null(strstr(shown_row(&v, 23), "? all keys  q quit"));
    assert_non_null(strstr(shown_row(&v, 23), "  no room: details"));
    (void)shown_type(&v, "e");
    screen_draw(&v.grid, &v.w.show);
    assert_true(strstr(shown_row(&v, 23), " Esc close") == shown_row(&v, 23));
    (void)shown_type(&v, "Q");
    screen_draw(&v.grid, &v.w.show);
    assert_string_equal(shown_row(&v, 23), " Q does nothing here; ? shows the keys");
    (void)shown_type(&v, "\x1bg12");
    (void)shown_press(&v, &(struct key){.kind = KEY_LEFT});
    screen_draw(&v.grid, &v.w.show);
    assert_true(strstr(shown_row(&v, 23), " Go to: 12   an event's number") == shown_row(&v, 23));
    assert_int_equal(v.grid.cells[23 * 80 + 9].pen.flags & PEN_REVERSE, PEN_REVERSE);
    assert_int_equal(v.grid.cells[23 * 80 + 8].pen.flags & PEN_REVERSE, 0);
    shown_close(&v);
}

/* However long the answer is, its cursor is on the screen. */
static void details_tell_all_of_a_block(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 16, 60);
    shown_capture(&v, "v1-badge-oom", 0);
    v.w.app.selected = 0x2000281c;
    v.w.show.has_birth = true;
    v.w.show.birth = (struct hpt_event){.number = 4, .input_line = 12, .time_us = 1500000};
    v.w.show.has_earlier = true;
    v.w.show.earlier = (struct hpt_event){.number = 2, .size = 8, .caller = 0x123};
    shown_draw(&v, view_details.draw);
    static const char *const rows[] = {
        " Block 0x2000281c",
        " Size       16 bytes requested",
        " Occupies   20 bytes: 4 header, 16 data",
        " Age        11034 events",
        " Made by    event 4, line 12, at 1.500 s",
        " Call site  not in the trace: this device prints no callers",
        " Below      52 bytes at 0x200027e8",
        " Above      44 bytes at 0x20002830",
        " Before     8 bytes from event 2 on, 0x00000123"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(shown_row(&v, (int)i), rows[i]);
    shown_close(&v);
}

static void details_tell_what_a_hole_serves(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 16, 60);
    shown_capture(&v, "v1-badge-normal", 0);
    assert_true(v.w.gather.hole_count > 0);
    v.w.app.selected = v.w.gather.holes[0].address;
    shown_draw(&v, view_details.draw);
    assert_true(shown_has(&v, " Hole 0x"));
    assert_true(shown_has(&v, " Serves     malloc of at most "));
    v.w.app.selected = 0;
    shown_draw(&v, view_details.draw);
    assert_true(shown_has(&v, " The heap at this instant"));
    v.w.app.selected = 0x10; /* in no heap */
    shown_draw(&v, view_details.draw);
    assert_true(shown_has(&v, " Nothing selected is here now"));
    shown_close(&v);
}

static void a_text_is_waited_for_wrapped_and_scrolled(void **state)
{
    static const char text[] = "The first line is so long that it cannot stand in one row of sixty "
                               "columns.\nsecond\nthird\nfourth\nfifth\nsixth\nlast";
    static struct shown v;

    (void)state;
    shown_open(&v, 5, 60);
    shown_capture(&v, "v1-badge-oom", 0);
    v.w.app.sheet = SHEET_EXPLAIN;
    v.w.show.look.is_ascii = true;
    v.w.show.explanation.progress = 400;
    shown_draw(&v, view_explain.draw);
    assert_true(shown_has(&v, " Why it failed "));
    assert_true(shown_has(&v, "Working ... 40 %"));
    v.w.show.explanation.text = (struct hpt_str){text, sizeof text - 1};
    shown_draw(&v, view_explain.draw);
    assert_true(shown_has(&v, " The first line"));
    assert_true(shown_has(&v, "second"));
    assert_false(shown_has(&v, "last"));
    v.w.app.sheet_top = 1000;
    shown_draw(&v, view_explain.draw);
    assert_true(shown_has(&v, "last"));
    assert_false(shown_has(&v, "third"));
    shown_close(&v);
}

static void a_sheet_stops_scrolling_at_its_ends(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 80);
    shown_capture(&v, "v1-badge-oom", 0);
    (void)shown_type(&v, "?");
    for (int i = 0; i < 100; i++)
        (void)shown_type(&v, "j");
    screen_draw(&v.grid, &v.w.show);
    assert_true(shown_has(&v, "click tabs, rows, blocks"));
    size_t end = v.w.app.sheet_top;
    (void)shown_type(&v, "k");
    assert_int_equal(v.w.app.sheet_top, end - 1);
    for (int i = 0; i < 100; i++)
        (void)shown_press(&v, &(struct key){.kind = KEY_PAGE_UP});
    assert_int_equal(v.w.app.sheet_top, 0);
    screen_draw(&v.grid, &v.w.show);
    assert_true(shown_has(&v, "Space"));
    shown_close(&v);
}

static void the_board_shows_the_newest_line_at_the_bottom(void **state)
{
    static const char said[] = "one\ntwo\n\x1b[2Jthree\nprompt> ";
    static struct shown v;

    (void)state;
    shown_open(&v, 5, 40);
    shown_say(&v, said, sizeof said - 1, 0);
    v.w.app.sheet = SHEET_BOARD;
    shown_draw(&v, view_board.draw);
    assert_string_equal(shown_row(&v, 4), " prompt>");
    assert_string_equal(shown_row(&v, 3), " ^[[2Jthree");
    assert_string_equal(shown_row(&v, 1), " one");
    v.w.app.sheet_top = 1;
    shown_draw(&v, view_board.draw);
    assert_string_equal(shown_row(&v, 4), " ^[[2Jthree");
    shown_close(&v);
}

/* Sizes at which the layout leaves something out, and larger ones: nothing crashes, every hint line
 * ends with how to leave, and a failure says what to press. */
static void every_size_can_be_left(void **state)
{
    static const int sizes[][2] = {{10, 40}, {16, 60}, {24, 80}, {40, 100}, {40, 160}, {100, 300}};
    static const char *const sheets[] = {"", "?", "e", "i", "7", "2", "4"};
    static struct shown v;

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        shown_open(&v, sizes[i][0], sizes[i][1]);
        shown_capture(&v, "v1-badge-oom", 0);
        for (size_t j = 0; j < sizeof sheets / sizeof *sheets; j++) {
            (void)shown_type(&v, "\x1b");
            (void)shown_type(&v, sheets[j]);
            v.w.app.message[0] = '\0';
            screen_draw(&v.grid, &v.w.show);
            assert_true(shown_has(&v, "q quit"));
            assert_true(shown_has(&v, "? all keys"));
            assert_true(v.w.app.sheet == SHEET_EXPLAIN || shown_has(&v, "Press e to read why."));
        }
        shown_close(&v);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_title_tells_the_instant),
        cmocka_unit_test(a_long_name_gives_way),
        cmocka_unit_test(the_instant_has_room_first),
        cmocka_unit_test(a_failure_says_what_to_press),
        cmocka_unit_test(a_verdict_is_healthy_or_tight),
        cmocka_unit_test(a_projection_is_told),
        cmocka_unit_test(a_warning_comes_first_and_is_told_after),
        cmocka_unit_test(a_failure_before_leads_there),
        cmocka_unit_test(nothing_yet_is_said),
        cmocka_unit_test(tabs_fit_and_are_clicked_where_they_stand),
        cmocka_unit_test(hints_fit_the_situation),
        cmocka_unit_test(details_tell_all_of_a_block),
        cmocka_unit_test(details_tell_what_a_hole_serves),
        cmocka_unit_test(a_text_is_waited_for_wrapped_and_scrolled),
        cmocka_unit_test(a_sheet_stops_scrolling_at_its_ends),
        cmocka_unit_test(the_board_shows_the_newest_line_at_the_bottom),
        cmocka_unit_test(every_size_can_be_left),
    };

    (void)setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}

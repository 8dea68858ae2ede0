/* The lists as cells: at 80 by 24 and beside the map at 160 by 40, with real captures. */
#include "shown.h"

#include <inttypes.h>

/* A list as it stands on a screen: below its heading the first rows. */
static void open_list(struct shown *v, enum tab tab)
{
    v->w.app.tab = tab;
    shown_again(v);
    shown_draw(v, list_draw);
}

static bool begins(const char *text, const char *part)
{
    return strncmp(text, part, strlen(part)) == 0;
}

static void events_have_the_columns_of_the_log_view(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 6, 80);
    shown_capture(&v, "v1-badge-oom", 0);
    open_list(&v, TAB_EVENTS);
    assert_string_equal(shown_row(&v, 0), "    EVENT  WHAT      ADDRESS    CHANGE  OCCUPIED  SITE");
    assert_true(begins(shown_row(&v, 1), "    11038  FAILED                 (12)"));
    assert_true(begins(shown_row(&v, 2), "    11037  malloc   20002d08        +6        12"));
    assert_int_equal(v.grid.cells[80 + 12].pen.fore, INK_BAD);
    assert_int_equal(v.grid.cells[80 + 12].pen.back, INK_SELECT);
    assert_int_equal(v.grid.cells[160 + 12].pen.back, INK_PLAIN);
    shown_close(&v);
}

/* NUM, FREE and LARGEST of the log view, where there is room; what is not exact says so. */
static void events_tell_what_each_left_where_there_is_room(void **state)
{
    static const char early[] = "malloc: ALLOCATED: 8 [0x20002004]\n"
                                "malloc: ALLOCATED: 16 [0x20002010]\n";
    static struct shown v;

    (void)state;
    shown_open(&v, 6, 100);
    shown_capture(&v, "v1-badge-oom", 0);
    open_list(&v, TAB_EVENTS);
    assert_string_equal(shown_row(&v, 0), "    EVENT  WHAT      ADDRESS    CHANGE  OCCUPIED    NUM"
                                          "      FREE   LARGEST  SITE");
    assert_true(begins(shown_row(&v, 2), "    11037  malloc   20002d08        +6        12"
                                         "    489       880         8"));
    shown_say(&v, early, sizeof early - 1, 0);
    open_list(&v, TAB_EVENTS);
    assert_true(
        begins(shown_row(&v, 1),
               "        2  malloc   20002010       +16        20      2        ~0        ~0"));
    shown_close(&v);
}

/* The headings end where the figures do. */
static void figures_are_below_their_headings(void **state)
{
    static const struct {
        enum tab tab;
        const char *headings[4];
    } wanted[] = {{TAB_EVENTS, {"EVENT", "ADDRESS", NULL}},
                  {TAB_BLOCKS, {"ADDRESS", "REQUESTED", "OCCUPIED", "AGE"}},
                  {TAB_HOLES, {"ADDRESS", "FREE", "malloc", NULL}},
                  {TAB_SITES, {"BLOCKS", "REQUESTED", "OCCUPIED", NULL}}};
    static const int widths[] = {52, 60, 80, 160};
    static struct shown v;
    char heading[sizeof v.row];

    (void)state;
    for (size_t width = 0; width < sizeof widths / sizeof *widths; width++) {
        shown_open(&v, 24, widths[width]);
        shown_capture(&v, "mbed-greenhouse-oom", 4000);
        for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
            open_list(&v, wanted[i].tab);
            (void)snprintf(heading, sizeof heading, "%s", shown_row(&v, 0));
            for (size_t j = 0; j < 4 && wanted[i].headings[j] != NULL; j++) {
                const char *at = strstr(heading, wanted[i].headings[j]);
                assert_non_null(at);
                size_t end = (size_t)(at - heading) + strlen(wanted[i].headings[j]);
                const struct cell *row = &v.grid.cells[2 * widths[width]];
                assert_true(row[end - 1].code != ' ');
                assert_int_equal(row[end].code, ' ');
            }
        }
        shown_close(&v);
    }
}

static void blocks_tell_requested_from_occupied(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 6, 80);
    shown_capture(&v, "v1-badge-oom", 0);
    open_list(&v, TAB_BLOCKS);
    assert_string_equal(shown_row(&v, 0),
                        "   ADDRESS  REQUESTED  OCCUPIED       AGE     EVENT  SITE");
    assert_true(begins(shown_row(&v, 1), "  20002794         56        60     11037         1"));
    shown_close(&v);
}

static void holes_tell_what_malloc_could_get(void **state)
{
    static struct shown v;
    uint64_t best = 0;

    (void)state;
    shown_open(&v, 24, 80);
    shown_capture(&v, "v1-badge-normal", 0);
    v.w.app.sort[TAB_HOLES] = HOLES_BY_SIZE;
    open_list(&v, TAB_HOLES);
    assert_string_equal(shown_row(&v, 0), "   ADDRESS      FREE  LARGEST malloc");
    assert_true(sscanf(shown_row(&v, 1), "%*x %*u %" SCNu64, &best) == 1);
    assert_int_equal(best, v.w.show.state->largest_allocatable);
    shown_close(&v);
}

static void every_list_says_why_it_is_empty(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 6, 60);
    for (enum tab tab = TAB_EVENTS; tab < TAB_COUNT; tab++) {
        open_list(&v, tab);
        assert_true(strlen(shown_row(&v, 0)) > 20);
        assert_int_equal(shown_row(&v, 0)[0], ' ');
    }
    v.w.show.report_progress = 400;
    open_list(&v, TAB_LEAKS);
    assert_true(shown_has(&v, " 40 % "));
    v.w.show.report_progress = 1000; /* done, and there was nothing */
    open_list(&v, TAB_LEAKS);
    assert_true(shown_has(&v, "No leak can be told yet"));
    shown_capture(&v, "v1-badge-oom", 0);
    (void)shown_type(&v, "fsize:1000000\r");
    open_list(&v, TAB_BLOCKS);
    assert_true(shown_has(&v, "Nothing here passes the filter. F takes it off"));
    shown_close(&v);
}

/* In the monitor, where the history begins late: nothing is said of what was not heard. */
static void what_was_before_the_history_is_not_denied(void **state)
{
    static const enum tab tabs[] = {TAB_EVENTS, TAB_WARNINGS, TAB_LOG};
    static struct shown v;
    struct hpt_state later;

    (void)state;
    shown_open(&v, 6, 100);
    later = *v.w.show.state;
    later.event = 20;
    later.warnings = 1;
    v.w.show.state = &later;
    v.w.show.first_event = v.w.show.last_event = 20;
    for (size_t i = 0; i < sizeof tabs / sizeof *tabs; i++) {
        open_list(&v, tabs[i]);
        assert_true(shown_has(&v, "up to event 20, is not kept here"));
    }
    shown_close(&v);
}

static void warnings_are_the_sentences_of_the_log_view(void **state)
{
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 120);
    shown_capture(&v, "v1-badge-doublefree", 0);
    open_list(&v, TAB_WARNINGS);
    assert_true(shown_has(&v, "second release of 0x"));
    assert_true(shown_has(&v, " has released it already"));
    shown_capture(&v, "v1-badge-oom", 0);
    open_list(&v, TAB_WARNINGS);
    assert_true(shown_has(&v, "    11038  malloc(12) failed. Enter goes there, then e tells why"));
    shown_close(&v);
}

static void what_a_device_says_is_not_obeyed(void **state)
{
    static const char said[] =
        "plain\r\n\x1b[31mred\x1b[2J\tgone\r\nnul \0 \x07 \xff\xe2\x80\xae end\r\n";
    static struct shown v;

    (void)state;
    shown_open(&v, 8, 80);
    shown_say(&v, said, sizeof said - 1, 0);
    open_list(&v, TAB_LOG);
    assert_string_equal(shown_row(&v, 1), "        0  nul ^@ ^G \\xff<U+202E> end");
    assert_true(begins(shown_row(&v, 2), "        0  ^[[31mred^[[2J"));
    assert_string_equal(shown_row(&v, 3), "        0  plain");
    for (int i = 0; i < v.grid.rows * v.grid.columns; i++)
        assert_true(v.grid.cells[i].code == 0 || v.grid.cells[i].code >= ' ');
    shown_close(&v);
}

static void ascii_without_colours_draws_nothing_else(void **state)
{
    static const char *const captures[] = {"v1-badge-oom", "mbed-greenhouse-oom"};
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 80);
    for (size_t i = 0; i < 2; i++) {
        shown_capture(&v, captures[i], 0);
        v.w.show.look = (struct look){.is_ascii = true};
        for (enum tab tab = TAB_EVENTS; tab < TAB_COUNT; tab++) {
            open_list(&v, tab);
            for (int cell = 0; cell < v.grid.rows * v.grid.columns; cell++)
                assert_true(v.grid.cells[cell].code < 127);
            assert_true(tab == TAB_LEAKS ||
                        (v.grid.cells[v.grid.columns + 5].pen.flags & PEN_REVERSE) != 0);
        }
    }
    shown_close(&v);
}

static void the_scroll_bar_is_where_the_rows_are(void **state)
{
    static struct shown v;
    int last;

    (void)state;
    shown_open(&v, 11, 80);
    shown_capture(&v, "v1-badge-oom", 0);
    v.w.show.look.is_ascii = true;
    open_list(&v, TAB_BLOCKS);
    last = 10 * 80 + 79;
    assert_int_equal(v.grid.cells[80 + 79].code, '#');
    assert_int_equal(v.grid.cells[last].code, '|');
    v.w.app.row[TAB_BLOCKS] = v.w.gather.block_count - 1;
    v.w.app.top[TAB_BLOCKS] = v.w.gather.block_count - 10;
    shown_draw(&v, list_draw);
    assert_int_equal(v.grid.cells[80 + 79].code, '|');
    assert_int_equal(v.grid.cells[last].code, '#');
    shown_close(&v);
}

/* A name from the firmware, as it may be. */
static bool name(void *self, uint64_t caller, struct hpt_site_name *n)
{
    static const struct hpt_frame frame = {.function = {"net\x1b[open", 9}};

    (void)self;
    *n = (struct hpt_site_name){
        .text = {"net\x1b[open (net.cpp:12)", 22}, .frames = &frame, .frame_count = 1};
    return caller == 0x33f;
}

static void sites_have_their_names(void **state)
{
    static const struct hpt_namer namer = {.name = name};
    static struct shown v;

    (void)state;
    shown_open(&v, 24, 80);
    shown_capture(&v, "mbed-greenhouse-oom", 900);
    v.w.show.namer = &namer;
    open_list(&v, TAB_SITES);
    assert_true(shown_has(&v, "net^[[open (net.cpp:12)"));
    assert_true(shown_has(&v, "0x00000db3"));
    size_t all = v.w.gather.block_count;
    (void)shown_type(&v, "fopen\r");
    assert_true(v.w.gather.block_count > 0 && v.w.gather.block_count < all);
    assert_int_equal(v.w.gather.site_count, 1);
    shown_close(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_have_the_columns_of_the_log_view),
        cmocka_unit_test(events_tell_what_each_left_where_there_is_room),
        cmocka_unit_test(figures_are_below_their_headings),
        cmocka_unit_test(blocks_tell_requested_from_occupied),
        cmocka_unit_test(holes_tell_what_malloc_could_get),
        cmocka_unit_test(every_list_says_why_it_is_empty),
        cmocka_unit_test(what_was_before_the_history_is_not_denied),
        cmocka_unit_test(warnings_are_the_sentences_of_the_log_view),
        cmocka_unit_test(what_a_device_says_is_not_obeyed),
        cmocka_unit_test(ascii_without_colours_draws_nothing_else),
        cmocka_unit_test(the_scroll_bar_is_where_the_rows_are),
        cmocka_unit_test(sites_have_their_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

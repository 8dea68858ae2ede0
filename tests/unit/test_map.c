/* The map as a grid: what is drawn is what is there. */
#include "map_page.h"

static void what_is_in_a_block_is_told_apart(void **state)
{
    (void)state;
    open_map(EMPTY A B, 12, 48);
    w.show.look = (struct look){.is_ascii = true};
    draw_map();
    is_row(0, "Heap 0  20000000..20000100  256 bytes  free 184");
    is_row(1, "20000000 %%%%**********************--%%%%");
    is_row(2, "20000020 ********************************");
    is_row(3, "20000040 ********........................");
    is_row(8, "200000e0 ................................");
    w.show.look = (struct look){.colors = 256};
    draw_map();
    is_row(1, "20000000 ▐▐▐▐██████████████████████░░▐▐▐▐");
    is_row(3, "20000040 ████████························");
    assert_int_equal(cell_at(1, 9)->pen.fore, INK_HEADER);
    assert_int_equal(cell_at(1, 13)->pen.fore, INK_DATA);
    assert_int_equal(cell_at(1, 36)->pen.fore, INK_ROUNDING);
    assert_int_equal(cell_at(3, 20)->pen.fore, INK_FREE);
}

static void a_byte_is_two_characters_where_there_is_room(void **state)
{
    (void)state;
    open_map(EMPTY A B, 12, 100);
    w.show.look = (struct look){.is_ascii = true};
    draw_map();
    is_row(1, "20000000 %%%%%%%%********************************************----%%%%%%%%"
              "****************");
    is_row(8, "         % header   * data   - rounding   . free                  2 characters are "
              "1 byte");
}

static void half_blocks_are_two_rows_of_units(void **state)
{
    (void)state;
    open_map(EMPTY A B, 12, 48);
    w.app.grain = GRAIN_HALVES;
    draw_map();
    is_row(1, "20000000 ▀▀▀▀██████████████████████▀▀▀▀▀▀");
    is_row(2, "20000040 ▀▀▀▀▀▀▀▀························");
    assert_int_equal(cell_at(1, 9)->pen.fore, INK_HEADER);
    assert_int_equal(cell_at(1, 9)->pen.back, INK_DATA);
    assert_int_equal(cell_at(2, 9)->pen.fore, INK_DATA);
    assert_int_equal(cell_at(2, 9)->pen.back, INK_PLAIN);
}

/* Down the left column of a character, then down the right one. */
static void dots_are_eight_units_one_after_the_other(void **state)
{
    (void)state;
    open_map(EMPTY A B "free:   0x20000004\n", 5, 48);
    w.app.grain = GRAIN_DOTS;
    draw_map();
    is_row(1, "20000000 ···⢸⣿⣿⣿⣿⣿·······················");
    assert_int_equal(cell_at(1, 12)->pen.fore, INK_DATA);
}

static void what_was_released_and_what_is_selected_stands_out(void **state)
{
    (void)state;
    open_map(EMPTY A B "free:   0x20000004\n", 12, 48);
    w.show.is_flashing = true;
    w.app.selected = 0x20000020;
    draw_map();
    is_row(1, "20000000 □□□□□□□□□□□□□□□□□□□□□□□□□□□□▐▐▐▐");
    assert_int_equal(cell_at(1, 9)->pen.fore, INK_FLASH);
    assert_int_equal(cell_at(1, 37)->pen.fore, INK_CURSOR);
    assert_int_equal(cell_at(2, 9)->pen.fore, INK_CURSOR);
    w.show.look.colors = 0;
    draw_map();
    is_row(2, "20000020 ********************************");
    assert_int_equal(cell_at(2, 9)->pen.flags, PEN_REVERSE);
    w.show.is_flashing = false;
    draw_map();
    assert_int_equal(cell_at(1, 9)->pen.fore, INK_FREE);
}

static void what_was_made_last_flashes(void **state)
{
    (void)state;
    open_map(EMPTY A B, 12, 48);
    w.show.is_flashing = true;
    draw_map();
    assert_int_equal(cell_at(1, 36)->pen.fore, INK_ROUNDING);
    assert_int_equal(cell_at(1, 37)->pen.fore, INK_FLASH);
    assert_int_equal(cell_at(3, 16)->pen.fore, INK_FLASH);
    assert_int_equal(cell_at(3, 17)->pen.fore, INK_FREE);
}

static void a_filter_leaves_blocks_out_but_not_away(void **state)
{
    (void)state;
    open_map(EMPTY A B, 12, 48);
    w.app.filter = (struct filter){.by_size = true, .size_least = 30, .size_most = 50};
    draw_map();
    is_row(1, "20000000 ▐▐▐▐██████████████████████░░▐▐▐▐");
    assert_int_equal(cell_at(1, 15)->pen.fore, INK_OUT);
    assert_int_equal(cell_at(2, 15)->pen.fore, INK_DATA);
    w.show.look.colors = 0;
    draw_map();
    assert_int_equal(cell_at(1, 15)->pen.flags, PEN_DIM);
}

static void a_failed_request_is_a_bar_at_the_maps_scale(void **state)
{
    (void)state;
    open_map(EMPTY A B "malloc: OUT OF MEMORY [300]\n", 14, 56);
    w.show.look = (struct look){.is_ascii = true};
    draw_map();
    is_row(0, "Heap 0  20000000..20000100  256 bytes  free 184  used 72");
    is_row(8, "request  #######################################>");
    is_row(9, "malloc(300) failed: needs 304 bytes; the widest hole ha>");
    close_map(NULL);
    open_map(EMPTY A B "malloc: OUT OF MEMORY [200]\n", 11, 113);
    w.app.grain = GRAIN_DOTS;
    draw_map();
    is_row(2, "request  ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⡇ malloc(200) failed: needs 204 bytes; the "
              "widest hole has 184");
}

static void tints_tell_age_size_and_waste(void **state)
{
    (void)state;
    open_map(EMPTY A B, 12, 48);
    w.app.tint = TINT_SIZE;
    draw_map();
    assert_int_equal(cell_at(1, 15)->pen.fore, INK_SERIES_FIRST + 2); /* up to 32 */
    assert_int_equal(cell_at(2, 15)->pen.fore, INK_SERIES_FIRST + 3); /* up to 64 */
    w.app.tint = TINT_AGE;
    draw_map();
    assert_int_equal(cell_at(1, 15)->pen.fore, INK_AGE);
    w.app.tint = TINT_WASTE;
    draw_map();
    assert_int_equal(cell_at(1, 15)->pen.fore, INK_TIGHT); /* 6 of 28 */
    assert_int_equal(cell_at(2, 15)->pen.fore, INK_GOOD);  /* 4 of 44 */
}

static void the_legend_names_what_the_colours_mean(void **state)
{
    (void)state;
    open_map(EMPTY A B, 12, 100);
    w.app.tint = TINT_SITE;
    watch_gather(&w);
    draw_map();
    char text[4096];
    grid_row_text(&g, 8, text, sizeof text);
    assert_non_null(strstr(text, "█ blocks of 22"));
    assert_non_null(strstr(text, "█ blocks of 40"));
    assert_int_not_equal(cell_at(1, 13)->pen.fore, cell_at(2, 13)->pen.fore);
    assert_in_range(cell_at(2, 13)->pen.fore, INK_SERIES_FIRST, INK_SERIES_FIRST + INK_SERIES - 1);
}

static void ages_are_classes_of_four_times_as_many_events(void **state)
{
    static const struct {
        uint64_t age;
        enum ink ink;
    } rows[] = {{0, INK_AGE},         {7, INK_AGE},         {8, INK_AGE + 1},
                {31, INK_AGE + 1},    {32, INK_AGE + 2},    {2047, INK_AGE + 4},
                {32767, INK_AGE + 6}, {32768, INK_AGE + 7}, {1 << 30, INK_AGE + 7}};
    struct hpt_state state_now = {.event = UINT64_C(1) << 40};
    struct app app = {.tint = TINT_AGE};
    struct show show = {.app = &app, .state = &state_now};
    struct map_tints tints = {.show = &show};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct hpt_block b = {.seen = true, .event = state_now.event - rows[i].age};
        assert_int_equal(map_tint(&tints, &b), rows[i].ink);
    }
}

static void equal_rows_of_large_heaps_are_one_line(void **state)
{
    (void)state;
    open_map("HEAP 0: \nheap_start : 0x20000000\nheap_end   : 0x20100000\nheap_size  : 1048576\n"
             "[F:1048576] \nmb_total_free : 1048576\nmb_total_used : 0\n" A B,
             12, 97);
    draw_map();
    is_row(
        1,
        "20000000 "
        "⠁·······················································································");
    is_row(2, "2000b000 … 22 rows free, 991232 bytes");
    is_row(3, "200fd000 ························");
}

static void several_heaps_share_a_scale(void **state)
{
    (void)state;
    open_capture("v1-badge-oom", &(struct hpt_options){0}, 0);
    assert_int_equal(grid_resize(&g, 9, 80), HPT_OK);
    draw_map();
    is_row(0, "Heap 0  20002790..20003800  4208 bytes  free 192  largest 8         dot: 8 bytes");
    is_row(4, "Heap 1  20000008..20002000  8184 bytes  free 688  largest 8  used 7496  71 holes");
    is_row(7, "request  ⠃ malloc(12) failed: needs 16 bytes; the widest hole has 12");
    assert_int_equal(grid_resize(&g, 7, 38), HPT_OK);
    draw_map();
    is_row(0, "Heap 0  4208 bytes       dot: 32 bytes");
}

static void draw_in_its_place(int rows, int columns)
{
    assert_int_equal(grid_resize(&g, rows, columns), HPT_OK);
    struct layout l = layout_of(&g, &w.app);
    view_map.draw(l.map, &w.show);
}

/* The same heap on the usual screens: dots, half blocks, characters, and ASCII. */
static void screens_of_all_sizes_show_the_same_heap(void **state)
{
    (void)state;
    open_capture("v1-badge-oom", &(struct hpt_options){0}, 0);
    draw_in_its_place(24, 80);
    is_row(3, " Heap 0  20002790..20003800  4208 bytes  free 192  largest 8       dot: 4 bytes");
    is_row(11, " 20001808 ⣹⣇⣿⣿⣿⢻⣿⡿⣾⣿⡟⣾⣿⣿⣿⣿⣿⢷⣿⢷⣿⣿⢧⣿⣿⣿⢷⣿⣿⢳⣿⢳⣿⣿⣿⣸⣿⡟⣿⣹⣿⣿⢹⣿⢻⡏⣿⣿⣿⣿⣿⣿⣿⣿⣇⣿⣿⣿⣿⣿⢳⣿⣿⡇");
    is_row(12, " request  ⡇ malloc(12) failed: needs 16 bytes; the widest hole has 12");
    draw_in_its_place(40, 120);
    is_row(20, " 20001c08 ⣿⣿⣿⣿⣿⣿⢠⣿⣿⣿⣿⡇⣿⣿⢣⣿⣿⣿⣿⣿⠃⣿⣿⣿⡇⣿⣿⠃⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⢠⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿");
    is_row(22, " request  ⣿");
    is_row(23, " malloc(12) failed: needs 16 bytes; the widest hole has 12");
    draw_in_its_place(40, 160);
    is_row(4, " Heap 0  20002790..20003800  4208 bytes  free 192  largest 8  used 4016  20 holes");
    is_row(26, " 20001e08 "
               "███████████▀███▀██▀▀▀▀██▀▀▀███▀█████████████▀▀▀▀▀▀▀▀···▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀");
    is_row(27, " request  ▀▀▀▀ malloc(12) failed: needs 16 bytes; the widest hole has 12");
    draw_in_its_place(100, 300);
    is_row(47, " 20001ee8 "
               "████████▐▐█████░▐▐████████▐▐█████░▐▐████████▐▐████████▐▐█████░▐▐███████████████████"
               "█······▐▐████████▐▐████████████████▐▐████████████████····");
    w.show.look = (struct look){.is_ascii = true};
    draw_in_its_place(24, 80);
    is_row(10, " 20001008 *+*+*+*+*+******+*+****+*********++*******+*+*+*+******++++***+*");
    is_row(12, " request  # malloc(12) failed: needs 16 bytes; the widest hole has 12");
}

static void more_heaps_than_rows_are_admitted(void **state)
{
    (void)state;
    open_capture("v1-badge-oom", &(struct hpt_options){0}, 0);
    assert_int_equal(grid_resize(&g, 3, 80), HPT_OK);
    draw_map();
    is_row(2, "The rest has no room: on a taller screen it is shown.");
}

static void without_a_heap_it_says_so(void **state)
{
    (void)state;
    open_map("hello\n", 10, 60);
    draw_map();
    is_row(0, "No heap is known yet.");
}

#define MAP(test) cmocka_unit_test_teardown(test, close_map)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        MAP(what_is_in_a_block_is_told_apart),
        MAP(a_byte_is_two_characters_where_there_is_room),
        MAP(half_blocks_are_two_rows_of_units),
        MAP(dots_are_eight_units_one_after_the_other),
        MAP(what_was_released_and_what_is_selected_stands_out),
        MAP(what_was_made_last_flashes),
        MAP(a_filter_leaves_blocks_out_but_not_away),
        MAP(a_failed_request_is_a_bar_at_the_maps_scale),
        MAP(tints_tell_age_size_and_waste),
        MAP(the_legend_names_what_the_colours_mean),
        cmocka_unit_test(ages_are_classes_of_four_times_as_many_events),
        MAP(equal_rows_of_large_heaps_are_one_line),
        MAP(several_heaps_share_a_scale),
        MAP(screens_of_all_sizes_show_the_same_heap),
        MAP(more_heaps_than_rows_are_admitted),
        MAP(without_a_heap_it_says_so),
    };

    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}

/* The screen as a value. */
#include "test.h"
#include "tui/grid.h"

#include <locale.h>

enum { ROWS = 3, COLUMNS = 12 };

static int open_grid(void **state)
{
    static struct grid g;

    assert_int_equal(grid_resize(&g, ROWS, COLUMNS), HPT_OK);
    *state = &g;
    return 0;
}

static int close_grid(void **state)
{
    grid_release(*state);
    return 0;
}

static void is_row(const struct grid *g, int row, const char *want)
{
    char text[256];

    assert_int_equal(grid_row_text(g, row, text, sizeof text), strlen(want));
    assert_string_equal(text, want);
}

static const struct row {
    const char *name;
    const char *text;
    const char *shown;
    int columns;
} rows[] = {
    {"plain text is itself", "malloc(40)", "malloc(40)", 10},
    {"control characters are shown", "a\x1b[2Jb\tc\x7f", "a^[[2Jb^Ic^?", 12},
    {"so is what is no UTF-8", "a\xff\xe2\x82", "a\\xff\\xe2\\x8", 13},
    {"and what turns the direction", "\u202e", "<U+202E>", 8},
    {"and C1, which some terminals obey", "\xc2\x9b", "<U+009B>", 8},
    {"and what has no width", "a\u200bb", "a<U+200B>b", 10},
    {"and what goes on top of the character before", "e\u0301", "e<U+0301>", 9},
    {"letters are counted, not bytes", "Grüße", "Grüße", 5},
    {"a wide character takes two cells", "温度x", "温度x", 5},
    {"half of one is not shown", "温度温度温a温", "温度温度温a", 13},
    {"a variation is left out", "\u2139\ufe0f.", "\u2139.", 2},
};

static void text_is_shown(void **state)
{
    const struct row *r = *state;
    struct grid g = {0};

    assert_int_equal(grid_resize(&g, 1, COLUMNS), HPT_OK);
    assert_int_equal(area_text(area_of(&g), 0, 0, (struct pen){0}, r->text), r->columns);
    assert_int_equal(text_columns((struct hpt_str){r->text, strlen(r->text)}), r->columns);
    is_row(&g, 0, r->shown);
    grid_release(&g);
}

static void what_lies_outside_is_cut_off(void **state)
{
    struct grid *g = *state;
    struct area a = area_part(area_of(g), 1, 2, 1, 4);

    assert_int_equal(area_text(a, 0, -1, (struct pen){0}, "abcdefg"), 6);
    area_text(a, 1, 0, (struct pen){0}, "below");
    area_text(a, -1, 0, (struct pen){0}, "above");
    is_row(g, 0, "");
    is_row(g, 1, "  bcde");
    is_row(g, 2, "");
}

static void a_part_is_cut_to_the_whole(void **state)
{
    struct grid *g = *state;
    struct area part = area_part(area_of(g), -1, 4, 3, 100);

    assert_int_equal(part.row, 0);
    assert_int_equal(part.rows, 2);
    assert_int_equal(part.column, 4);
    assert_int_equal(part.columns, COLUMNS - 4);
    part = area_part(area_of(g), 1, 3, -1, -1);
    assert_int_equal(part.rows, ROWS - 1);
    assert_int_equal(part.columns, COLUMNS - 3);
    part = area_part(area_of(g), 7, 30, 2, 2);
    assert_int_equal(part.rows, 0);
    assert_int_equal(part.columns, 0);
    area_fill(part, (struct pen){0}, 'x');
    assert_true(area_holds(area_part(area_of(g), 1, 3, 1, 2), 1, 4));
    assert_false(area_holds(area_part(area_of(g), 1, 3, 1, 2), 1, 5));
}

/* Else a terminal shows the rest of the row a cell further. */
static void writing_over_half_of_a_wide_character_leaves_a_blank(void **state)
{
    struct grid *g = *state;
    struct area a = area_of(g);

    area_text(a, 0, 0, (struct pen){0}, "温温温");
    area_put(a, 0, 1, (struct pen){0}, '1');
    area_put(a, 0, 4, (struct pen){0}, '2');
    is_row(g, 0, " 1温2");
    area_put(a, 0, 3, (struct pen){0}, 0x6E29);
    is_row(g, 0, " 1 温");
}

static void text_ends_at_the_right_edge(void **state)
{
    struct grid *g = *state;

    assert_int_equal(area_right(area_of(g), 0, (struct pen){0}, "温x"), COLUMNS - 3);
    is_row(g, 0, "         温x");
}

static void what_does_not_fit_ends_in_dots(void **state)
{
    struct grid *g = *state;
    struct area a = area_part(area_of(g), 0, 0, -1, 6);

    assert_int_equal(area_fit(a, 0, 0, (struct pen){0}, "abcdef", false), 6);
    assert_int_equal(area_fit(a, 1, 0, (struct pen){0}, "温温温温", false), 5);
    assert_int_equal(area_fit(a, 2, 1, (struct pen){0}, "abcdefg", true), 6);
    is_row(g, 0, "abcdef");
    is_row(g, 1, "温温…");
    is_row(g, 2, " abcd>");
}

static void a_selected_row_keeps_what_its_pen_does_not_say(void **state)
{
    struct grid *g = *state;
    struct area a = area_part(area_of(g), 0, 0, -1, 2);

    area_text(a, 1, 0, (struct pen){.fore = INK_BAD, .flags = PEN_BOLD}, "ab");
    area_paint(a, 1, (struct pen){.back = INK_SELECT, .flags = PEN_REVERSE});
    const struct cell *cells = g->cells + COLUMNS;
    assert_int_equal(cells[1].pen.fore, INK_BAD);
    assert_int_equal(cells[1].pen.back, INK_SELECT);
    assert_int_equal(cells[1].pen.flags, PEN_BOLD | PEN_REVERSE);
    assert_int_equal(cells[2].pen.back, INK_PLAIN);
}

static void grids_are_compared_by_what_is_seen(void **state)
{
    struct grid *g = *state;
    struct grid other = {0};

    area_text(area_of(g), 0, 0, (struct pen){0}, "abc");
    assert_int_equal(grid_copy(&other, g), HPT_OK);
    assert_true(grid_equal(g, &other));
    area_put(area_of(&other), 0, 0, (struct pen){.fore = INK_BAD}, 'a');
    assert_false(grid_equal(g, &other));
    assert_int_equal(grid_resize(&other, ROWS, COLUMNS + 1), HPT_OK);
    is_row(&other, 0, "");
    assert_false(grid_equal(g, &other));
    grid_release(&other);
}

static void sizes_have_limits(void **state)
{
    struct grid *g = *state;

    assert_int_equal(grid_resize(g, 100000, 100000), HPT_OK);
    assert_int_equal(g->rows, GRID_ROWS_MOST);
    assert_int_equal(g->columns, GRID_COLUMNS_MOST);
    assert_int_equal(grid_resize(g, -1, 0), HPT_OK);
    assert_int_equal(g->rows, 0);
    area_text(area_of(g), 0, 0, (struct pen){0}, "nowhere");
}

#define ON_A_GRID(test) cmocka_unit_test_setup_teardown(test, open_grid, close_grid)

int main(void)
{
    enum { TEXTS = sizeof rows / sizeof *rows };
    struct CMUnitTest tests[TEXTS + 8] = {
        [TEXTS] = ON_A_GRID(what_lies_outside_is_cut_off),
        ON_A_GRID(a_part_is_cut_to_the_whole),
        ON_A_GRID(writing_over_half_of_a_wide_character_leaves_a_blank),
        ON_A_GRID(text_ends_at_the_right_edge),
        ON_A_GRID(what_does_not_fit_ends_in_dots),
        ON_A_GRID(a_selected_row_keeps_what_its_pen_does_not_say),
        ON_A_GRID(grids_are_compared_by_what_is_seen),
        ON_A_GRID(sizes_have_limits),
    };

    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    for (size_t i = 0; i < TEXTS; i++)
        tests[i] = (struct CMUnitTest){.name = rows[i].name,
                                       .test_func = text_is_shown,
                                       .initial_state = (void *)(uintptr_t)&rows[i]};
    return cmocka_run_group_tests_name("grid", tests, NULL, NULL);
}

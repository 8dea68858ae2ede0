/* Where everything is on the screen. */
#include "test.h"
#include "watched.h"

#include <locale.h>
#include <stdlib.h>

enum { PARTS = 9 };

static void parts_of(const struct layout *l, struct area parts[PARTS])
{
    const struct area all[PARTS] = {l->title, l->verdict, l->map,   l->curves, l->tabs,
                                    l->list,  l->details, l->hints, l->sheet};

    memcpy(parts, all, sizeof all);
}

static bool is_there(struct area a)
{
    return a.rows > 0 && a.columns > 0;
}

static bool overlap(struct area a, struct area b)
{
    return is_there(a) && is_there(b) && a.row < b.row + b.rows && b.row < a.row + a.rows &&
           a.column < b.column + b.columns && b.column < a.column + a.columns;
}

static void is_sound(const struct grid *g, const struct app *a, const struct layout *l)
{
    struct area parts[PARTS];

    parts_of(l, parts);
    for (int i = 0; i < PARTS; i++) {
        assert_true(parts[i].row >= 0 && parts[i].row + parts[i].rows <= g->rows);
        assert_true(parts[i].column >= 0 && parts[i].column + parts[i].columns <= g->columns);
        for (int k = 0; k < i; k++)
            assert_false(overlap(parts[i], parts[k]));
    }
    assert_int_equal(l->title.row, 0);
    assert_int_equal(l->hints.row, g->rows - 1);
    assert_int_equal(is_there(l->sheet), a->sheet != SHEET_NONE);
    assert_true(is_there(l->map) || is_there(l->sheet));
    bool is_whole = is_there(l->curves) && is_there(l->list) && is_there(l->details);
    if (a->sheet == SHEET_NONE)
        assert_int_equal(l->left_out == NULL, is_whole);
}

static void parts_never_overlap_and_what_is_left_out_is_named(void **state)
{
    struct grid g = {0};

    (void)state;
    for (int rows = 10; rows <= 120; rows++)
        for (int columns = 40; columns <= 320; columns += 3)
            for (int sheet = 0; sheet < 2; sheet++) {
                struct app a = {
                    .rows = rows, .columns = columns, .sheet = sheet ? SHEET_HELP : SHEET_NONE};
                assert_int_equal(grid_resize(&g, rows, columns), HPT_OK);
                struct layout l = layout_of(&g, &a);
                is_sound(&g, &a, &l);
            }
    grid_release(&g);
}

static void is_at(struct area a, int row, int column, int rows, int columns)
{
    assert_int_equal(a.row, row);
    assert_int_equal(a.column, column);
    assert_int_equal(a.rows, rows);
    assert_int_equal(a.columns, columns);
}

static void the_smallest_common_screen_has_all_but_details(void **state)
{
    struct grid g = {0};
    struct app a = {0};

    (void)state;
    assert_int_equal(grid_resize(&g, 24, 80), HPT_OK);
    struct layout l = layout_of(&g, &a);
    is_at(l.verdict, 1, 0, 2, 80);
    is_at(l.map, 3, 1, 10, 78);
    is_at(l.curves, 13, 1, 4, 78);
    is_at(l.tabs, 17, 0, 1, 80);
    is_at(l.list, 18, 0, 5, 80);
    assert_string_equal(l.left_out, "details");
    a.sheet = SHEET_EXPLAIN;
    l = layout_of(&g, &a);
    is_at(l.sheet, 3, 0, 20, 80);
    grid_release(&g);
}

static void wide_screens_have_two_columns(void **state)
{
    static const struct {
        int rows, columns, left;
    } sizes[] = {{40, 120, 65}, {40, 160, 89}, {100, 300, 161}};
    struct grid g = {0};
    struct app a = {0};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_int_equal(grid_resize(&g, sizes[i].rows, sizes[i].columns), HPT_OK);
        struct layout l = layout_of(&g, &a);
        assert_null(l.left_out);
        assert_int_equal(l.map.columns, sizes[i].left);
        assert_int_equal(l.curves.columns, sizes[i].left);
        assert_int_equal(l.list.column, sizes[i].left + 3);
        assert_int_equal(l.list.column + l.list.columns, sizes[i].columns);
        assert_int_equal(l.map.row, l.tabs.row);
    }
    grid_release(&g);
}

/* Keys and what they do stand in two columns: beside the map only where both have room. */
static void the_keys_have_room(void **state)
{
    struct grid g = {0};
    struct app a = {.sheet = SHEET_HELP};

    (void)state;
    for (int columns = 80; columns <= 300; columns++) {
        assert_int_equal(grid_resize(&g, 40, columns), HPT_OK);
        assert_true(layout_of(&g, &a).sheet.columns >= 80);
    }
    grid_release(&g);
}

static void a_screen_that_is_too_small_says_so(void **state)
{
    struct grid g = {0};
    struct app a = {0};
    struct show s = {.app = &a};
    char text[256];

    (void)state;
    assert_int_equal(grid_resize(&g, 5, 20), HPT_OK);
    screen_draw(&g, &s);
    grid_row_text(&g, 0, text, sizeof text);
    assert_string_equal(text, "Too small: give it");
    grid_row_text(&g, 1, text, sizeof text);
    assert_string_equal(text, "40 columns, 10 rows.");
    grid_release(&g);
}

/* Whatever the size, nothing is drawn where it does not belong, and nothing breaks. */
static void every_size_can_be_drawn(void **state)
{
    static struct watched w;
    size_t size;
    struct grid g = {0};
    char *text = watch_file(CAPTURES "/v1-badge-oom.log", &size);

    (void)state;
    assert_non_null(text);
    assert_true(watch(&w, &(struct hpt_options){0}, (struct hpt_str){text, size}, 0));
    for (int rows = 0; rows <= 110; rows += 3)
        for (int columns = 0; columns <= 310; columns += 17)
            for (int sheet = 0; sheet < SHEET_COUNT; sheet++) {
                w.app.sheet = (enum sheet)sheet;
                w.app.tint = (enum tint)(rows % TINT_COUNT);
                assert_int_equal(grid_resize(&g, rows, columns), HPT_OK);
                screen_draw(&g, &w.show);
            }
    watch_release(&w);
    grid_release(&g);
    free(text);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_never_overlap_and_what_is_left_out_is_named),
        cmocka_unit_test(the_smallest_common_screen_has_all_but_details),
        cmocka_unit_test(wide_screens_have_two_columns),
        cmocka_unit_test(the_keys_have_room),
        cmocka_unit_test(a_screen_that_is_too_small_says_so),
        cmocka_unit_test(every_size_can_be_drawn),
    };

    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}

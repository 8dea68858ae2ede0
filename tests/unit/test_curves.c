/* The curves as a grid. */
#include "test.h"
#include "tui/view.h"

#include <locale.h>

enum { COLUMNS = 57, PLOT = 31, FRONT = 17 }; /* 31 columns of curves */

static struct grid g;
static struct course course;
static struct hpt_state now;
static struct hpt_heap heap;
static struct show show;

/* Used bytes grow from 0 to 1000 of 1000, one event a part. */
static int open_curves(void **state)
{
    (void)state;
    course =
        (struct course){.first = 1, .step = 1, .last = PLOT, .count = PLOT, .total_most = 1000};
    for (uint64_t i = 0; i < PLOT; i++) {
        uint64_t used = i * 1000 / (PLOT - 1);
        course.parts[i] = (struct course_part){.used_least = used,
                                               .used_most = used,
                                               .largest_least = 1000 - used,
                                               .largest_most = 1000 - used};
    }
    heap = (struct hpt_heap){.bounds = HPT_BOUNDS_PRINTED};
    now = (struct hpt_state){.event = PLOT, .heap_count = 1, .heaps = &heap, .total_bytes = 1000};
    show = (struct show){.course = &course, .state = &now, .look = {.colors = 256}};
    assert_int_equal(grid_resize(&g, 4, COLUMNS), HPT_OK);
    return 0;
}

static int close_curves(void **state)
{
    (void)state;
    grid_release(&g);
    return 0;
}

static void draw(void)
{
    area_fill(area_of(&g), (struct pen){0}, ' ');
    view_curves.draw(area_of(&g), &show);
}

static void is_row(int row, const char *want)
{
    char text[1024];

    grid_row_text(&g, row, text, sizeof text);
    assert_string_equal(text, want);
}

static const struct cell *cell_at(int row, int column)
{
    return &g.cells[row * g.columns + FRONT + column];
}

static void curves_have_their_scale_and_the_value_at_the_instant(void **state)
{
    (void)state;
    draw();
    is_row(0, "used        1000  ▁▁▁▁▁▁▂▂▂▂▃▃▃▃▄▄▄▄▄▅▅▅▅▆▆▆▆▇▇│     1000");
    is_row(1, "largest     1000 ▇▇▇▆▆▆▆▅▅▅▅▄▄▄▄▄▃▃▃▃▂▂▂▂▁▁▁▁▁▁│        0");
    is_row(2, "fragmented  100%                               │       0%");
    is_row(3, "event          1 ───────────────────┼20────────●       31");
}

static void without_utf8_they_are_ascii(void **state)
{
    (void)state;
    show.look.is_ascii = true;
    draw();
    for (int row = 0; row < g.rows; row++)
        for (int i = 0; i < g.columns; i++)
            assert_in_range(g.cells[row * g.columns + i].code, ' ', '~');
    is_row(3, "event          1 -------------------+20--------@       31");
}

static void more_rows_are_shared(void **state)
{
    (void)state;
    assert_int_equal(grid_resize(&g, 7, COLUMNS), HPT_OK);
    draw();
    is_row(0, "used        1000                   ▁▁▂▃▃▃▄▄▅▆▆▆│     1000");
    is_row(1, "                  ▁▁▂▂▂▃▃▄▅▅▅▆▆▇███████████████│");
    assert_int_equal(cell_at(1, 5)->pen.fore, INK_CURVE_USED);
}

static void what_comes_after_the_instant_is_dim(void **state)
{
    (void)state;
    now.event = 11;
    draw();
    assert_int_equal(cell_at(0, 9)->pen.fore, INK_CURVE_USED);
    assert_int_equal(cell_at(0, 10)->code, 0x2502);
    assert_int_equal(cell_at(0, 10)->pen.fore, INK_NOW);
    assert_int_equal(cell_at(0, 11)->pen.fore, INK_OUT);
    assert_int_equal(cell_at(3, 10)->code, 0x25CF);
}

static void what_happened_is_on_the_axis(void **state)
{
    (void)state;
    course.parts[3].failures = 1;
    course.parts[5].marks = 2;
    course.parts[8].restarts = 1;
    draw();
    is_row(3, "event          1 ───▼─◆──┃──────────┼20────────●       31");
    assert_int_equal(cell_at(3, 3)->pen.fore, INK_BAD);
    for (int row = 0; row < 3; row++)
        assert_int_equal(cell_at(row, 8)->code, 0x2503);
    now.event = 4;
    draw();
    assert_int_equal(cell_at(3, 3)->code, 0x25CF);
    assert_int_equal(cell_at(3, 3)->pen.fore, INK_BAD);
}

static void times_stand_beside_the_events(void **state)
{
    (void)state;
    course.parts[19].time_us = 12345678;
    draw();
    is_row(3, "event          1 ───────────────────┼20 12.3s──●       31");
    course.parts[19].time_us = UINT64_C(754000000);
    draw();
    is_row(3, "event          1 ───────────────────┼20 12:34──●       31");
}

static void a_number_gives_way_to_what_happened(void **state)
{
    (void)state;
    course.parts[20].failures = 1;
    draw();
    is_row(3, "event          1 ────────────────────▼─────────●       31");
    course.parts[20].failures = 0;
    now.event = 22;
    draw();
    is_row(3, "event          1 ─────────────────────●─────────       31");
}

static void the_mouse_finds_every_instant(void **state)
{
    struct area a;

    (void)state;
    assert_int_equal(grid_resize(&g, 6, COLUMNS + 2), HPT_OK);
    a = area_part(area_of(&g), 1, 2, 4, COLUMNS);
    assert_int_equal(curves_share_at(a, &show, 0), 0);
    assert_int_equal(curves_share_at(a, &show, 2 + FRONT), 0);
    assert_int_equal(curves_share_at(a, &show, 2 + FRONT + PLOT - 1), 1000);
    assert_int_equal(curves_share_at(a, &show, 2 + COLUMNS - 1), 1000);
    assert_int_equal(curves_share_at(a, &show, 2 + FRONT + 15), 500);
}

static void what_needs_bounds_is_not_drawn_without_them(void **state)
{
    (void)state;
    heap.bounds = HPT_BOUNDS_INFERRED;
    assert_int_equal(grid_resize(&g, 4, 110), HPT_OK);
    draw();
    is_row(2, "largest, fragmented: unknown without bounds (--elf, --heap)");
}

static void before_the_first_event_it_says_so(void **state)
{
    (void)state;
    course_init(&course);
    draw();
    is_row(0, "The curves begin with the first event.");
}

static void numbers_may_be_as_large_as_they_are(void **state)
{
    (void)state;
    course.first = UINT64_C(1) << 62;
    course.step = UINT64_C(1) << 40;
    course.last = course.first + PLOT * course.step - 1;
    course.total_most = UINT64_MAX;
    course.parts[4].used_most = UINT64_MAX;
    now.event = UINT64_MAX;
    draw();
    assert_int_equal(cell_at(0, 4)->code, 0x2587);
    assert_int_equal(cell_at(3, PLOT - 1)->code, 0x25CF);
}

#define CURVES(test) cmocka_unit_test_setup_teardown(test, open_curves, close_curves)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        CURVES(curves_have_their_scale_and_the_value_at_the_instant),
        CURVES(without_utf8_they_are_ascii),
        CURVES(more_rows_are_shared),
        CURVES(what_comes_after_the_instant_is_dim),
        CURVES(what_happened_is_on_the_axis),
        CURVES(times_stand_beside_the_events),
        CURVES(a_number_gives_way_to_what_happened),
        CURVES(the_mouse_finds_every_instant),
        CURVES(what_needs_bounds_is_not_drawn_without_them),
        CURVES(before_the_first_event_it_says_so),
        CURVES(numbers_may_be_as_large_as_they_are),
    };

    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    return cmocka_run_group_tests_name("curves", tests, NULL, NULL);
}

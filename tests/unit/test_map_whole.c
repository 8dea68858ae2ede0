/* The map of real captures at all sizes: whole, as fine as it can be, and every block can be found
 * on it. */
#include "map_page.h"

/* --- real captures, at all sizes --- */

static const struct {
    const char *name;
    bool is_given; /* bounds, with a start in the middle of the log */
    uint64_t at;
} inputs[] = {
    {"v1-badge-oom", false, 0},          {"v1-badge-oom", false, 900},
    {"v1-badge-heapprint", false, 1500}, {"v1-badge-resets", false, 0},
    {"v1-badge-isr", false, 2000},       {"mbed-greenhouse-oom", false, 0},
    {"mbed-greenhouse-oom", true, 0},
};
static const int sizes[][2] = {{9, 80}, {24, 65}, {26, 97},  {75, 177},
                               {2, 40}, {6, 30},  {399, 999}};
enum { INPUTS = sizeof inputs / sizeof *inputs, SIZES = sizeof sizes / sizeof *sizes };

static void open_input(size_t i)
{
    struct hpt_options given = {
        .heap_given = inputs[i].is_given, .heap_start = 0x20000000, .heap_size = 0x4000};

    open_capture(inputs[i].name, &given, inputs[i].at);
}

/* Calls for every plan that a person may choose. */
static void for_all_plans(void (*check)(const struct map_plan *p))
{
    for (size_t i = 0; i < INPUTS; i++) {
        open_input(i);
        for (size_t k = 0; k < SIZES * GRAIN_COUNT * 2; k++) {
            const int *size = sizes[k % SIZES];
            w.app.grain = (enum grain)(k / SIZES % GRAIN_COUNT);
            w.show.look.is_ascii = k / SIZES / GRAIN_COUNT != 0;
            struct map_plan p = map_plan_of(size[0], size[1], &w.show);
            check(&p);
        }
        close_map(NULL);
    }
}

static void lines_tile_all_heaps(const struct map_plan *p)
{
    struct map_lines l = map_lines_of(p, w.show.state);
    struct map_line line;
    uint64_t next = 0;
    int row = -1;

    while (map_lines_next(&l, &line)) {
        assert_true(line.row > row && line.row < p->rows);
        row = line.row;
        if (line.kind == MAP_LINE_TITLE) {
            next = line.heap->start;
            continue;
        }
        assert_int_equal(line.from, next);
        next += line.rows * map_row_bytes(p);
    }
    if (p->rows >= 4)
        assert_int_equal(l.heap, w.show.state->heap_count);
}

static void the_map_is_always_whole(void **state)
{
    (void)state;
    for_all_plans(lines_tile_all_heaps);
}

static void no_finer_scale_would_fit(const struct map_plan *p)
{
    struct map_plan finer = *p;
    struct map_line line;

    if (p->shift == 0 || p->folds)
        return;
    finer.shift--;
    finer.has_gaps = false;
    finer.rows = 1 << 20;
    struct map_lines l = map_lines_of(&finer, w.show.state);
    while (map_lines_next(&l, &line))
        continue;
    assert_true(l.row > p->rows);
}

static void the_scale_is_the_finest_that_fits(void **state)
{
    (void)state;
    for_all_plans(no_finer_scale_would_fit);
}

/* What a byte is, one by one. */
static enum unit_kind byte_kind(const struct hpt_heap *h, uint64_t at)
{
    struct hpt_block b;

    if (!hpt_heap_block(h, at, &b))
        return UNIT_NOTHING;
    if (b.state != HPT_BLOCK_USED)
        return b.state == HPT_BLOCK_FREE ? UNIT_FREE : UNIT_UNKNOWN;
    if (at < b.address)
        return UNIT_HEADER;
    return !b.seen || at < b.address + b.requested ? UNIT_DATA : UNIT_ROUNDING;
}

static void is_what_its_bytes_are(const struct hpt_heap *h, uint64_t from, unsigned shift,
                                  const struct map_unit *u)
{
    unsigned counts[UNIT_KIND_COUNT] = {0};
    unsigned all = 1U << shift;

    for (unsigned i = 0; i < all; i++)
        counts[byte_kind(h, from + i)]++;
    unsigned used = counts[UNIT_HEADER] + counts[UNIT_DATA] + counts[UNIT_ROUNDING];
    assert_int_equal(u->kind == UNIT_NOTHING, counts[UNIT_NOTHING] == all);
    assert_int_equal(u->kind == UNIT_UNKNOWN, counts[UNIT_UNKNOWN] > 0);
    if (counts[UNIT_UNKNOWN] == 0) {
        assert_int_equal(u->kind == UNIT_FREE, counts[UNIT_FREE] > 0 && used == 0);
        assert_int_equal(u->kind == UNIT_MIXED, counts[UNIT_FREE] > 0 && used > 0);
    }
    assert_true(u->kind < UNIT_HEADER || counts[UNIT_FREE] + counts[UNIT_UNKNOWN] == 0);
    if (u->kind >= UNIT_HEADER && shift < 7) /* larger ones hold many blocks: all is data */
        assert_true(counts[u->kind] * 3 >= used);
    if (used + counts[UNIT_UNKNOWN] + counts[UNIT_FREE] > 0)
        assert_int_equal((u->flags & UNIT_SET) != 0,
                         used + counts[UNIT_UNKNOWN] > 0 &&
                             used + counts[UNIT_UNKNOWN] >= counts[UNIT_FREE]);
}

static void units_are_what_their_bytes_are(void **state)
{
    static struct map_unit units[16384 + 2];

    (void)state;
    for (size_t i = 0; i < INPUTS; i++) {
        open_input(i);
        struct map_tints t = map_tints_of(&w.show);
        const struct hpt_heap *h = &w.show.state->heaps[0];
        for (unsigned shift = 0; shift < 10; shift++) {
            size_t count = (h->end - h->start) >> shift;
            map_fill(&t, h, h->start, shift, units, count + 2);
            for (size_t k = 0; k < count + 2; k++)
                is_what_its_bytes_are(h, h->start + (k << shift), shift, &units[k]);
        }
        close_map(NULL);
    }
}

static void holes_are_found_as_a_walk_finds_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < INPUTS; i++) {
        open_input(i);
        const struct hpt_heap *h = &w.show.state->heaps[0];
        struct hpt_block b;
        uint64_t next = h->start;
        for (uint64_t at = h->start; hpt_heap_block(h, at, &b); at = b.header + b.size) {
            uint64_t from;
            uint64_t to;
            if (b.state != HPT_BLOCK_FREE)
                continue;
            assert_true(hpt_heap_next_hole(h, next, &from, &to));
            assert_int_equal(from, b.header);
            assert_int_equal(to, b.header + b.size);
            assert_true(hpt_heap_next_hole(h, to - 1, &from, &to));
            assert_int_equal(from, b.header);
            next = to;
        }
        uint64_t none;
        assert_false(hpt_heap_next_hole(h, next, &none, &none));
        assert_false(hpt_heap_next_hole(h, h->end, &none, &none));
        assert_false(hpt_heap_next_hole(h, h->start - 1, &none, &none));
        close_map(NULL);
    }
}

static void what_is_not_known_is_hatched_and_never_free(void **state)
{
    (void)state;
    open_input(INPUTS - 1);
    assert_int_equal(grid_resize(&g, 75, 177), HPT_OK);
    const struct hpt_heap *h = &w.show.state->heaps[0];
    assert_true(h->unknown_bytes > 0);
    struct hpt_block b = {.header = h->start};
    while (hpt_heap_block(h, b.header + b.size, &b) && b.state != HPT_BLOCK_UNKNOWN)
        continue;
    w.app.grain = GRAIN_CELLS;
    struct map_plan p = map_plan_in(area_of(&g), &w.show);
    uint64_t cell = (b.header - h->start) >> p.shift;
    int row = 1 + (int)(cell / (uint64_t)p.cells);
    int column = p.front + (int)(cell % (uint64_t)p.cells);
    draw_map();
    assert_int_equal(cell_at(row, column)->code, 0x2571);
    assert_int_equal(cell_at(row, column)->pen.fore, INK_UNKNOWN);
    w.show.look = (struct look){.is_ascii = true};
    draw_map();
    assert_int_equal(cell_at(row, column)->code, '?');
}

/* 64 KiB at 4 bytes a dot on a screen of 160 x 40. */
static void the_map_of_64_kib_shows_4_bytes_a_dot(void **state)
{
    (void)state;
    open_map("HEAP 0: \nheap_start : 0x20000000\nheap_end   : 0x20010000\nheap_size  : 65536\n"
             "[F:65536] \nmb_total_free : 65536\nmb_total_used : 0\n" A B,
             40, 160);
    w.app = (struct app){.rows = 40, .columns = 160};
    struct layout l = layout_of(&g, &w.app);
    struct map_plan p = map_plan_in(l.map, &w.show);
    assert_int_equal(p.grain, GRAIN_DOTS);
    assert_int_equal(p.shift, 2);
    assert_false(p.folds);
    lines_tile_all_heaps(&p);
}

/* --- finding blocks --- */

static void every_cell_leads_to_a_block_that_is_in_it(void **state)
{
    (void)state;
    open_capture("v1-badge-oom", &(struct hpt_options){0}, 3000);
    assert_int_equal(grid_resize(&g, 30, 100), HPT_OK);
    struct area a = area_part(area_of(&g), 2, 3, -1, -1);
    struct map_plan p = map_plan_in(a, &w.show);
    struct map_lines l = map_lines_of(&p, w.show.state);
    struct map_line line;
    unsigned found = 0;

    assert_int_equal(map_block_at(a, &w.show, a.row, a.column + 20), 0); /* the title */
    while (map_lines_next(&l, &line)) {
        for (int i = 0; line.kind == MAP_LINE_CELLS && i < p.cells; i++) {
            uint64_t address = map_block_at(a, &w.show, a.row + line.row, a.column + p.front + i);
            struct hpt_block b;
            if (!hpt_heap_block(line.heap, line.from + ((uint64_t)i << p.shift), &b))
                continue;
            assert_true(address != 0);
            found++;
        }
    }
    assert_true(found > 1000);
}

static void moves_reach_every_block(void **state)
{
    uint64_t seen = 0;

    (void)state;
    open_capture("v1-badge-oom", &(struct hpt_options){0}, 3000);
    assert_int_equal(grid_resize(&g, 30, 100), HPT_OK);
    struct map_plan p = map_plan_in(area_of(&g), &w.show);
    w.app.selected = map_move(area_of(&g), &w.show, KEY_RIGHT);
    assert_int_equal(w.app.selected, 0x20002794);
    for (uint64_t last = 0; last != w.app.selected; seen++) {
        last = w.app.selected;
        w.app.selected = map_move(area_of(&g), &w.show, KEY_RIGHT);
    }
    const struct hpt_heap *heaps = w.show.state->heaps;
    assert_int_equal(seen, heaps[0].used_blocks + heaps[0].free_blocks + heaps[1].used_blocks +
                               heaps[1].free_blocks);
    uint64_t end = w.app.selected;
    for (uint64_t last = 0; last != w.app.selected; seen--) {
        last = w.app.selected;
        w.app.selected = map_move(area_of(&g), &w.show, KEY_LEFT);
    }
    assert_int_equal(w.app.selected, 0x20002794);
    assert_int_equal(seen, 0);
    for (uint64_t last = 0; last != w.app.selected; seen++) {
        last = w.app.selected;
        w.app.selected = map_move(area_of(&g), &w.show, KEY_DOWN);
    }
    assert_true(seen > 10 && w.app.selected == end);
    for (uint64_t last = 0; last != w.app.selected;) {
        last = w.app.selected;
        w.app.selected = map_move(area_of(&g), &w.show, KEY_UP);
    }
    assert_true(w.app.selected < 0x20002790 + map_row_bytes(&p));
}

/* --- the picture --- */

static char picture[1 << 20];
static size_t picture_size;

static bool add(void *self, const char *bytes, size_t size)
{
    (void)self;
    assert_true(picture_size + size < sizeof picture);
    memcpy(picture + picture_size, bytes, size);
    picture_size += size;
    picture[picture_size] = '\0';
    return true;
}

static void the_picture_has_title_addresses_and_legend(void **state)
{
    (void)state;
    open_map(EMPTY A B, 1, 1);
    w.show.input = "<board>&\x1b";
    picture_size = 0;
    map_write_svg(&(struct hpt_out){.write = add}, &w.show);
    assert_int_equal(strncmp(picture, "<svg ", 5), 0);
    assert_string_equal(picture + picture_size - 7, "</svg>\n");
    assert_non_null(strstr(picture, "&#60;board>&#38;, after event 2"));
    assert_non_null(strstr(picture, "class=\"address\">200000c0<"));
    assert_non_null(strstr(picture, ">header<"));
    assert_non_null(strstr(picture, "<rect x=\"96.00\" y=\"58\" width=\"64.00\" height=\"8\" "
                                    "fill=\"#e69f00\"/>"));
}

#define MAP(test) cmocka_unit_test_teardown(test, close_map)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_map_is_always_whole),
        cmocka_unit_test(the_scale_is_the_finest_that_fits),
        cmocka_unit_test(units_are_what_their_bytes_are),
        cmocka_unit_test(holes_are_found_as_a_walk_finds_them),
        MAP(what_is_not_known_is_hatched_and_never_free),
        MAP(the_map_of_64_kib_shows_4_bytes_a_dot),
        MAP(every_cell_leads_to_a_block_that_is_in_it),
        MAP(moves_reach_every_block),
        MAP(the_picture_has_title_addresses_and_legend),
    };

    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    return cmocka_run_group_tests_name("map_whole", tests, NULL, NULL);
}

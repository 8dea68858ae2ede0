/* The map on the screen: a title for each heap, its rows with their addresses, the request that
 * failed at the same scale, and what the colours mean. */
#include "base/append.h"
#include "base/plural.h"
#include "base/str.h"
#include "tui/draw.h"
#include "tui/map.h"

#include <inttypes.h>
#include <stdio.h>

enum { UNITS_MOST = GRID_COLUMNS_MOST * 8, TEXT = 200, UNIT_GAP = 2, LEGEND_GAP = 3 };

static const struct pen title_pen = {.fore = INK_TITLE, .flags = PEN_BOLD};
static const struct pen dim_pen = {.fore = INK_DIM};
static const struct pen plain_pen = {0};

/* What is drawn. */
struct drawing {
    struct area area;
    const struct show *show;
    struct map_plan plan;
    struct map_tints tints;
};

/* Writes a part of a line if it fits whole; returns where the next one begins. */
static int add_part(struct area a, int row, int column, struct pen pen, const char *text)
{
    if (column + text_columns(str_of(text)) > a.columns)
        return column;
    return area_text(a, row, column, pen, text);
}

static void describe_unit(const struct map_plan *p, char *text, size_t size)
{
    static const char *const names[GRAIN_COUNT] = {
        [GRAIN_CELLS] = "character", [GRAIN_HALVES] = "half block", [GRAIN_DOTS] = "dot"};

    *text = '\0';
    if (p->stretch > 1)
        append(text, size, "2 characters are 1 byte");
    else
        append(text, size, p->is_bare ? "%s: %" PRIu64 " byte%s" : "a %s is %" PRIu64 " byte%s",
               names[p->grain], UINT64_C(1) << p->shift, plural(UINT64_C(1) << p->shift));
}

/* How much a unit is, at the right; returns what is left of it, but for a gap. */
static struct area draw_unit(const struct drawing *d, struct area row)
{
    char text[TEXT];

    describe_unit(&d->plan, text, sizeof text);
    int end = area_right(row, 0, dim_pen, text);
    return area_part(row, 0, 0, -1, end > UNIT_GAP ? end - UNIT_GAP : 0);
}

/* Which heap, and where; without where if that has no room. */
static int draw_name(struct area row, const struct hpt_heap *h)
{
    char text[TEXT];

    *text = '\0';
    append(text, sizeof text, "Heap %" PRIu64 "  %" PRIx64 "..%" PRIx64, h->index, h->start,
           h->end);
    if (text_columns(str_of(text)) >= row.columns)
        text[strcspn(text + 5, " ") + 5] = '\0';
    return area_text(row, 0, 0, title_pen, text);
}

/* The figures of a heap, what matters most first: what does not fit is left out. Where the bounds
 * are not known, or older blocks leave it open, nor is what malloc could still give; of the C
 * library's heap it never is. */
static void draw_title(const struct drawing *d, const struct map_line *line)
{
    const struct hpt_heap *h = line->heap;
    bool is_guess = h->bounds == HPT_BOUNDS_INFERRED;
    char parts[6][TEXT] = {0};
    struct area rest = area_part(d->area, line->row, 0, 1, -1);

    if (h->native || is_guess)
        snprintf(parts[0], TEXT, "  %s", h->native ? "C library" : "bounds inferred");
    snprintf(parts[1], TEXT, "  %" PRIu64 " bytes", h->end - h->start);
    snprintf(parts[2], TEXT, "  free %s%" PRIu64, h->open ? "at least " : "", h->free_bytes);
    if (!h->native && !is_guess && !h->open)
        snprintf(parts[3], TEXT, "  largest %" PRIu64, h->largest_allocatable);
    snprintf(parts[4], TEXT, "  used %" PRIu64, h->used_bytes);
    snprintf(parts[5], TEXT, "  %" PRIu64 " hole%s", h->free_blocks, plural(h->free_blocks));
    if (d->plan.is_bare && line->row == 0)
        rest = draw_unit(d, rest);
    int column = draw_name(rest, h);
    for (size_t i = 0; i < COUNT(parts); i++)
        column = add_part(rest, 0, column, i == 0 ? (struct pen){.fore = INK_TIGHT} : plain_pen,
                          parts[i]);
}

static void draw_address(const struct drawing *d, int row, uint64_t address)
{
    if (d->plan.front > 0)
        area_format(d->area, row, 0, dim_pen, "%0*" PRIx64, d->plan.front - 1, address);
}

/* The units of a cell, out of those of its row. */
static void pick_units(const struct map_plan *p, const struct map_unit *row, int cell,
                       struct map_unit units[8])
{
    if (p->grain == GRAIN_DOTS) {
        memcpy(units, row + (size_t)cell * 8, 8 * sizeof *units);
    } else {
        units[0] = row[cell];
        units[1] = p->grain == GRAIN_HALVES ? row[p->cells + cell] : (struct map_unit){0};
    }
}

static void draw_cells(const struct drawing *d, const struct map_line *line)
{
    const struct map_plan *p = &d->plan;
    struct map_unit row[UNITS_MOST];
    struct map_unit units[8];

    map_fill(&d->tints, line->heap, line->from, p->shift, row, (size_t)p->cells * (size_t)p->units);
    draw_address(d, line->row, line->from);
    for (int i = 0; i < p->cells; i++) {
        pick_units(p, row, i, units);
        map_draw_cell(d->area, line->row, p->front + i * p->stretch, p, d->show->look, units);
    }
}

static void draw_fold(const struct drawing *d, const struct map_line *line)
{
    static const char *const names[HPT_BLOCK_STATE_COUNT] = {[HPT_BLOCK_FREE] = "free",
                                                             [HPT_BLOCK_USED] = "used by one block",
                                                             [HPT_BLOCK_UNKNOWN] = "unknown"};
    struct pen pen = {.fore = line->is == HPT_BLOCK_FREE      ? INK_FREE
                              : line->is == HPT_BLOCK_UNKNOWN ? INK_UNKNOWN
                                                              : INK_DATA};

    draw_address(d, line->row, line->from);
    area_format(d->area, line->row, d->plan.front, pen, "%s %" PRIu64 " rows %s, %" PRIu64 " bytes",
                d->show->look.is_ascii ? "..." : "…", line->rows, names[line->is],
                line->rows * map_row_bytes(&d->plan));
}

/* The first row that is not taken. */
static int draw_lines(const struct drawing *d)
{
    struct map_lines l = map_lines_of(&d->plan, d->show->state);
    struct map_line line;

    while (map_lines_next(&l, &line)) {
        if (line.kind == MAP_LINE_TITLE)
            draw_title(d, &line);
        else if (line.kind == MAP_LINE_FOLD)
            draw_fold(d, &line);
        else
            draw_cells(d, &line);
    }
    size_t left = d->show->state->heap_count - l.heap;
    if (left > 0 && l.row > 0)
        area_format(area_part(d->area, l.row - 1, 0, 1, -1), 0, 0, (struct pen){.fore = INK_TIGHT},
                    "%-*s", d->area.columns,
                    left > 1 ? "More heaps than there are rows: on a taller screen they are shown."
                             : "The rest has no room: on a taller screen it is shown.");
    return l.row;
}

static int row_columns(const struct map_plan *p)
{
    return p->cells * p->stretch;
}

/* Of all of it, with so wide gaps. */
static int legend_columns(const struct drawing *d, int gap)
{
    struct map_legend legend;
    int columns = -gap;

    for (size_t i = 0; map_legend(d->show, &d->plan, i, &legend); i++)
        columns += 2 + text_columns(str_of(legend.text)) + gap;
    return columns;
}

static void draw_legend(const struct drawing *d, int row)
{
    struct map_legend legend;
    int column = d->plan.front;
    struct area rest =
        draw_unit(d, area_part(d->area, row, 0, 1, d->plan.front + row_columns(&d->plan)));

    bool fits = column + legend_columns(d, LEGEND_GAP) <= rest.columns;
    int gap = fits ? LEGEND_GAP : LEGEND_GAP - 1;
    for (size_t i = 0; map_legend(d->show, &d->plan, i, &legend); i++) {
        if (column + 2 + text_columns(str_of(legend.text)) > rest.columns)
            return;
        area_put(rest, 0, column, legend.cell.pen, legend.cell.code);
        column = area_text(rest, 0, column + 2, dim_pen, legend.text) + gap;
    }
}

static void describe_failure(const struct show *s, const struct hpt_event *e, char *text,
                             size_t size)
{
    const char *call = e->old_address != 0 ? "realloc" : "malloc";
    struct hpt_failure f = hpt_explain_event(s->state, e);

    *text = '\0';
    if (!e->size_known) {
        append(text, size,
               "%s failed: the trace does not say how much was asked for; %" PRIu64
               " would have fitted",
               call, f.largest);
        return;
    }
    append(text, size, "%s(%" PRIu64 ") failed: ", call, e->size);
    if (f.cause == HPT_CAUSE_UNKNOWN)
        append(text, size, "the heap's bounds are not known");
    else if (f.need == 0)
        append(text, size, "this allocator always refuses that size");
    else
        append(text, size, "needs %" PRIu64 " bytes; the widest hole has %" PRIu64, f.need,
               f.widest_hole);
}

/* The shape of a cell of the bar in which so many of its units are taken. */
static uint32_t bar_shape(const struct map_plan *p, bool is_ascii, uint64_t units)
{
    static const uint8_t dots[9] = {0x00, 0x01, 0x03, 0x07, 0x47, 0x4F, 0x5F, 0x7F, 0xFF};

    if (is_ascii)
        return '#';
    if (p->grain == GRAIN_DOTS)
        return 0x2800 + (uint32_t)dots[units < 8 ? units : 8];
    return p->grain == GRAIN_HALVES ? 0x2580 : 0x2588;
}

static uint64_t bar_units(const struct map_plan *p, const struct show *s, const struct hpt_event *e)
{
    uint64_t need = hpt_explain_event(s->state, e).need;
    uint64_t bytes = need > 0 ? need : e->size;

    if (!e->size_known)
        return 0;
    return (bytes >> p->shift) + ((bytes & ((UINT64_C(1) << p->shift) - 1)) != 0);
}

static uint64_t column_units(const struct map_plan *p)
{
    return p->grain == GRAIN_DOTS ? 8 : 1;
}

/* The column behind the bar. */
static int bar_end(const struct map_plan *p, const struct show *s, const struct hpt_event *e)
{
    uint64_t units = bar_units(p, s, e);
    uint64_t cells = units / column_units(p) + (units % column_units(p) != 0);

    return p->front + (cells < (uint64_t)p->cells ? (int)cells : p->cells) * p->stretch;
}

/* As long as the request would be on the map; at most a row. */
static void draw_bar(const struct drawing *d, int row, const struct hpt_event *e)
{
    const struct map_plan *p = &d->plan;
    bool is_ascii = d->show->look.is_ascii;
    uint64_t units = bar_units(p, d->show, e);
    uint64_t each = column_units(p);
    struct pen pen = {.fore = INK_BAD, .flags = PEN_BOLD};
    int end = bar_end(p, d->show, e);

    for (int column = p->front; column < end; column += p->stretch) {
        for (int i = 0; i < p->stretch; i++)
            area_put(d->area, row, column + i, pen, bar_shape(p, is_ascii, units));
        units -= units < each ? units : each;
    }
    if (units > 0)
        area_put(d->area, row, end - 1, pen, is_ascii ? '>' : 0x25B6);
}

/* The rows that the failed request takes: one if its words fit behind its bar. */
static int draw_failure(const struct drawing *d, int row, const struct hpt_event *e)
{
    struct pen pen = {.fore = INK_BAD, .flags = PEN_BOLD};
    char words[TEXT];
    int end = bar_end(&d->plan, d->show, e) + 1;

    describe_failure(d->show, e, words, sizeof words);
    draw_bar(d, row, e);
    if (d->plan.front > 0)
        area_text(d->area, row, 0, pen, "request");
    if (end + text_columns(str_of(words)) <= d->area.columns) {
        area_text(d->area, row, end, pen, words);
        return 1;
    }
    int start = d->plan.front + text_columns(str_of(words)) <= d->area.columns ? d->plan.front : 0;
    area_fit(d->area, row + 1, start, pen, words, d->show->look.is_ascii);
    return 2;
}

/* As draw_failure: one row if the words fit behind the bar. */
static int failure_rows(struct area area, const struct show *s, const struct hpt_event *e)
{
    struct map_plan p = map_plan_of(area.rows - 1, area.columns, s);
    char words[TEXT];

    describe_failure(s, e, words, sizeof words);
    return bar_end(&p, s, e) + 1 + text_columns(str_of(words)) <= area.columns ? 1 : 2;
}

enum { FAILURE_LEAST = 5 };

static int plan_rows(struct area area, const struct show *s)
{
    const struct hpt_event *failed = failure_of(s);

    if (failed == NULL || area.rows < FAILURE_LEAST)
        return area.rows;
    return area.rows - failure_rows(area, s, failed);
}

struct map_plan map_plan_in(struct area area, const struct show *s)
{
    return map_plan_of(plan_rows(area, s), area.columns, s);
}

static void say_nothing_yet(struct area area, const struct show *s)
{
    area_fit(area, 0, 0, title_pen, "No heap is known yet.", s->look.is_ascii);
    area_fit(area, 1, 0, dim_pen,
             s->state->counted_only
                 ? "Blocks are counted only: without --account-only there is a map."
                 : "It is drawn as soon as the device prints its first allocation.",
             s->look.is_ascii);
}

static void draw(struct area area, const struct show *s)
{
    const struct hpt_event *failed = failure_of(s);
    struct drawing d = {area, s, map_plan_in(area, s), map_tints_of(s)};

    if (area.rows < 1 || area.columns < 1)
        return;
    if (s->state->heap_count == 0) {
        say_nothing_yet(area, s);
        return;
    }
    int row = draw_lines(&d);
    if (failed != NULL && plan_rows(area, s) < area.rows)
        row += draw_failure(&d, row, failed);
    if (!d.plan.is_bare && row < area.rows)
        draw_legend(&d, row);
}

const struct view view_map = {"Map", draw};

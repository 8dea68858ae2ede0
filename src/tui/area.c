/* Writing into a part of a grid. */
#include "base/str.h"
#include "base/utf8.h"
#include "base/visible.h"
#include "tui/grid.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

struct area area_of(struct grid *g)
{
    return (struct area){g, 0, 0, g->rows, g->columns};
}

/* Cuts [*first, *first + *count) to [0, most). */
static void cut(int *first, int *count, int most)
{
    int end = *count < 0 || *count > most - *first ? most : *first + *count;

    *first = *first < 0 ? 0 : *first < most ? *first : most;
    *count = end > *first ? end - *first : 0;
}

struct area area_part(struct area a, int row, int column, int rows, int columns)
{
    cut(&row, &rows, a.rows);
    cut(&column, &columns, a.columns);
    return (struct area){a.grid, a.row + row, a.column + column, rows, columns};
}

bool area_holds(struct area a, int row, int column)
{
    return row >= a.row && row < a.row + a.rows && column >= a.column &&
           column < a.column + a.columns;
}

static struct cell *cell_at(struct area a, int row, int column)
{
    size_t columns = (size_t)a.grid->columns;

    return a.grid->cells + (size_t)(a.row + row) * columns + (size_t)(a.column + column);
}

/* Half of a wide character cannot be shown. */
static void unpair(struct area a, struct cell *cell, int column)
{
    if (cell->code == 0 && a.column + column > 0)
        cell[-1].code = ' ';
    if (a.column + column + 1 < a.grid->columns && cell[1].code == 0)
        cell[1].code = ' ';
}

static bool is_inside(struct area a, int row, int column)
{
    return row >= 0 && row < a.rows && column >= 0 && column < a.columns;
}

static void set_cell(struct area a, int row, int column, struct cell value)
{
    struct cell *cell = cell_at(a, row, column);

    unpair(a, cell, column);
    *cell = value;
}

/* In a locale without UTF-8 no width is known: a cell. */
static int width_of(uint32_t code)
{
    if (code < 0x300 || MB_CUR_MAX == 1)
        return 1;
    int width = wcwidth((wchar_t)code);
    return width < 0 ? 1 : width;
}

static void put(struct area a, int row, int column, struct cell cell, int width)
{
    bool fits = is_inside(a, row, column + width - 1);

    if (!is_inside(a, row, column))
        return;
    set_cell(a, row, column, fits ? cell : (struct cell){' ', cell.pen});
    if (width > 1 && fits) {
        set_cell(a, row, column + 1, (struct cell){' ', cell.pen});
        cell_at(a, row, column)->code = cell.code;
        cell_at(a, row, column + 1)->code = 0;
    }
}

void area_put(struct area a, int row, int column, struct pen pen, uint32_t code)
{
    int width = width_of(code);

    put(a, row, column, (struct cell){code, pen}, width > 0 ? width : 1);
}

void area_fill(struct area a, struct pen pen, uint32_t code)
{
    for (int row = 0; row < a.rows; row++)
        for (int column = 0; column < a.columns; column++)
            set_cell(a, row, column, (struct cell){code, pen});
}

/* The next character as it is shown: its codes in `shown`, their number, and their width. */
struct shape {
    size_t length;
    uint32_t codes[VISIBLE_MOST];
    size_t count;
    int columns;
};

enum { VARIATION_FIRST = 0xFE00, VARIATION_LAST = 0xFE0F };

/* Put together with what is before it, which a cell cannot hold. */
static bool is_combining(uint32_t code)
{
    return width_of(code) == 0;
}

static void shape_ascii(struct shape *s, const char *text, size_t length)
{
    s->count = length;
    s->columns = (int)length;
    for (size_t i = 0; i < length; i++)
        s->codes[i] = (unsigned char)text[i];
}

static void shape_of(struct shape *s, struct hpt_str text)
{
    char visible[VISIBLE_MOST];
    uint32_t code = 0;
    enum utf8_kind kind = utf8_take(text, &s->length, &code);

    if (kind != UTF8_CHARACTER)
        s->length = 1;
    char *end = put_visible(visible, text);
    if (kind != UTF8_CHARACTER || code < 0x80 || (unsigned char)*visible < 0x80) {
        shape_ascii(s, visible, (size_t)(end - visible));
    } else if (code >= VARIATION_FIRST && code <= VARIATION_LAST) {
        s->count = 0;
        s->columns = 0;
    } else if (is_combining(code)) {
        int length = snprintf(visible, sizeof visible, "<U+%04X>", (unsigned)code);
        shape_ascii(s, visible, (size_t)length);
    } else {
        s->codes[0] = code;
        s->count = 1;
        s->columns = width_of(code);
    }
}

int area_str(struct area a, int row, int column, struct pen pen, struct hpt_str text)
{
    struct shape s;

    for (; text.len > 0; str_skip(&text, s.length)) {
        shape_of(&s, text);
        int each = s.count > 0 ? s.columns / (int)s.count : 0;
        for (size_t i = 0; i < s.count; i++, column += each)
            put(a, row, column, (struct cell){s.codes[i], pen}, each);
    }
    return column;
}

int area_text(struct area a, int row, int column, struct pen pen, const char *text)
{
    return area_str(a, row, column, pen, str_of(text));
}

int area_format(struct area a, int row, int column, struct pen pen, const char *format, ...)
{
    char text[GRID_COLUMNS_MOST + 1];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return area_text(a, row, column, pen, text);
}

int area_right(struct area a, int row, struct pen pen, const char *text)
{
    int column = a.columns - text_columns(str_of(text));

    area_text(a, row, column, pen, text);
    return column;
}

int area_fit(struct area a, int row, int column, struct pen pen, const char *text, bool is_ascii)
{
    struct hpt_str rest = str_of(text);
    struct shape s;

    if (column + text_columns(rest) <= a.columns)
        return area_str(a, row, column, pen, rest);
    for (; rest.len > 0; str_skip(&rest, s.length)) {
        shape_of(&s, rest);
        if (column + s.columns > a.columns - 1)
            break;
        column = area_str(a, row, column, pen, (struct hpt_str){rest.at, s.length});
    }
    area_put(a, row, column, pen, is_ascii ? '>' : 0x2026);
    return column + 1;
}

void area_paint(struct area a, int row, struct pen pen)
{
    for (int column = 0; column < a.columns && is_inside(a, row, column); column++) {
        struct pen *old = &cell_at(a, row, column)->pen;
        old->fore = pen.fore != INK_PLAIN ? pen.fore : old->fore;
        old->back = pen.back != INK_PLAIN ? pen.back : old->back;
        old->flags |= pen.flags;
    }
}

int text_columns(struct hpt_str text)
{
    struct shape s;
    int columns = 0;

    for (; text.len > 0; str_skip(&text, s.length)) {
        shape_of(&s, text);
        columns += s.columns;
    }
    return columns;
}

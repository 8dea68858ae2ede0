#include "tui/grid.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static const struct cell blank = {.code = ' '};

static void clear(struct grid *g)
{
    size_t count = (size_t)g->rows * (size_t)g->columns;

    for (size_t i = 0; i < count; i++)
        g->cells[i] = blank;
}

static int within(int value, int most)
{
    return value < 0 ? 0 : value < most ? value : most;
}

/* Room for so many cells. */
static bool make_room(struct grid *g, size_t count)
{
    if (count <= g->capacity)
        return true;
    struct cell *cells = realloc(g->cells, count * sizeof *cells);
    if (cells == NULL)
        return false;
    g->cells = cells;
    g->capacity = count;
    return true;
}

enum hpt_status grid_resize(struct grid *g, int rows, int columns)
{
    rows = within(rows, GRID_ROWS_MOST);
    columns = within(columns, GRID_COLUMNS_MOST);
    if (!make_room(g, (size_t)rows * (size_t)columns))
        return HPT_ERR_MEMORY;
    g->rows = rows;
    g->columns = columns;
    clear(g);
    return HPT_OK;
}

enum hpt_status grid_copy(struct grid *to, const struct grid *from)
{
    size_t count = (size_t)from->rows * (size_t)from->columns;

    if (!make_room(to, count))
        return HPT_ERR_MEMORY;
    to->rows = from->rows;
    to->columns = from->columns;
    if (count > 0)
        memcpy(to->cells, from->cells, count * sizeof *to->cells);
    return HPT_OK;
}

static bool cell_equal(const struct cell *a, const struct cell *b)
{
    return a->code == b->code && a->pen.fore == b->pen.fore && a->pen.back == b->pen.back &&
           a->pen.flags == b->pen.flags;
}

bool grid_equal(const struct grid *a, const struct grid *b)
{
    if (a->rows != b->rows || a->columns != b->columns)
        return false;
    size_t count = (size_t)a->rows * (size_t)a->columns;
    for (size_t i = 0; i < count; i++)
        if (!cell_equal(&a->cells[i], &b->cells[i]))
            return false;
    return true;
}

void grid_release(struct grid *g)
{
    free(g->cells);
    *g = (struct grid){0};
}

static const struct cell *row_of(const struct grid *g, int row)
{
    return g->cells + (size_t)row * (size_t)g->columns;
}

size_t grid_row_text(const struct grid *g, int row, char *text, size_t size)
{
    const struct cell *cells = row_of(g, row);
    int end = g->columns;
    char *at = text;

    while (end > 0 && cells[end - 1].code == ' ')
        end--;
    for (int i = 0; i < end; i++) {
        char character[UTF8_MOST];
        size_t length = cells[i].code == 0 ? 0 : utf8_put(character, cells[i].code);
        if ((size_t)(at - text) + length >= size)
            break;
        memcpy(at, character, length);
        at += length;
    }
    *at = '\0';
    return (size_t)(at - text);
}

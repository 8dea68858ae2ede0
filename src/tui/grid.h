/* A screen as a value: cells in rows. Views draw into areas of it; nothing here knows a terminal.
 */
#ifndef TUI_GRID_H
#define TUI_GRID_H

#include "heapterm.h"
#include "tui/ink.h"

enum { GRID_ROWS_MOST = 400, GRID_COLUMNS_MOST = 1000 };

enum { PEN_BOLD = 1, PEN_DIM = 2, PEN_REVERSE = 4, PEN_UNDERLINE = 8 };

/* How a character is drawn. All zero: the terminal's own colours. */
struct pen {
    uint8_t fore; /* enum ink */
    uint8_t back; /* enum ink */
    uint8_t flags;
};

struct cell {
    uint32_t code; /* Unicode; 0: the second half of the wide character before it */
    struct pen pen;
};

struct grid {
    int rows, columns;
    size_t capacity;
    struct cell *cells; /* row by row */
};

/* All zero is an empty grid. Makes it so large (within the limits above), all blank. */
enum hpt_status grid_resize(struct grid *g, int rows, int columns) HPT_MUST_CHECK;
enum hpt_status grid_copy(struct grid *to, const struct grid *from) HPT_MUST_CHECK;
bool grid_equal(const struct grid *a, const struct grid *b);
void grid_release(struct grid *g);
/* The text of a row without blanks at its end, as UTF-8: at most `size` - 1 bytes and a zero. */
size_t grid_row_text(const struct grid *g, int row, char *text, size_t size);

/* A rectangle of a grid. What is drawn outside it is cut off. */
struct area {
    struct grid *grid;
    int row, column, rows, columns;
};

struct area area_of(struct grid *g);
/* A part of an area, cut to it; `rows` or `columns` of -1 is all that is left. */
struct area area_part(struct area a, int row, int column, int rows, int columns);
bool area_holds(struct area a, int row, int column); /* of the grid */

void area_put(struct area a, int row, int column, struct pen pen, uint32_t code);
void area_fill(struct area a, struct pen pen, uint32_t code);
/* Writes text from a column on and returns the column behind it, also where it was cut off. Control
 * characters and what is no UTF-8 become visible text, so that nothing of a device is obeyed. */
int area_str(struct area a, int row, int column, struct pen pen, struct hpt_str text);
int area_text(struct area a, int row, int column, struct pen pen, const char *text);
int area_format(struct area a, int row, int column, struct pen pen, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* The same against the right edge; returns the first column. */
int area_right(struct area a, int row, struct pen pen, const char *text);
/* Text, and where it does not fit its end is "…" (or ">" in ASCII). */
int area_fit(struct area a, int row, int column, struct pen pen, const char *text, bool is_ascii);
/* Changes the pen of cells that are there: a selected row. What the pen leaves INK_PLAIN stays as
 * it is, and its flags are added. */
void area_paint(struct area a, int row, struct pen pen);
/* The columns that a text takes. */
int text_columns(struct hpt_str text);

#endif

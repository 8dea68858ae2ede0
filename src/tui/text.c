/* Texts of several lines, wrapped and scrolled. */
#include "base/str.h"
#include "base/wrap.h"
#include "tui/draw.h"

enum { PIECE = 1024 }; /* of a longer line the rest begins a row */

/* Takes a line from the front, wrapped into `rows`. */
static struct hpt_str next_line(struct hpt_str *text, int columns, char rows[WRAP_ROOM(PIECE)])
{
    const char *end = memchr(text->at, '\n', text->len);
    size_t length = end ? (size_t)(end - text->at) : text->len;
    size_t piece = length < PIECE ? length : PIECE;
    size_t size = wrap_line(rows, text->at, piece, columns > 0 ? (unsigned)columns : 0);

    str_skip(text, piece);
    if (end != NULL && piece == length)
        str_skip(text, 1);
    return (struct hpt_str){rows, size};
}

static struct hpt_str next_row(struct hpt_str *rows)
{
    const char *end = rows->len > 0 ? memchr(rows->at, '\n', rows->len) : NULL;
    struct hpt_str row = {rows->at, end ? (size_t)(end - rows->at) : rows->len};

    str_skip(rows, end ? row.len + 1 : row.len);
    return row;
}

size_t text_rows(struct hpt_str text, int columns)
{
    char room[WRAP_ROOM(PIECE)];
    size_t count = 0;

    while (text.len > 0) {
        struct hpt_str rows = next_line(&text, columns, room);
        do {
            (void)next_row(&rows);
            count++;
        } while (rows.len > 0);
    }
    return count;
}

/* The last page is full if it can be. */
static size_t top_of(size_t top, size_t count, int rows)
{
    size_t last = count > (size_t)rows ? count - (size_t)rows : 0;

    return top < last ? top : last;
}

void text_page(struct area a, struct hpt_str text, size_t top)
{
    char room[WRAP_ROOM(PIECE)];
    size_t row = 0;

    top = top_of(top, text_rows(text, a.columns), a.rows);
    while (text.len > 0) {
        struct hpt_str rows = next_line(&text, a.columns, room);
        do {
            struct hpt_str line = next_row(&rows);
            if (row >= top && row - top < (size_t)a.rows)
                area_str(a, (int)(row - top), 0, (struct pen){0}, line);
            row++;
        } while (rows.len > 0);
    }
}

void text_draw(struct area a, const struct show *s, struct hpt_str text, size_t top)
{
    size_t count = text_rows(text, a.columns - 1);

    text_page(area_part(a, 0, 0, -1, a.columns > 0 ? a.columns - 1 : 0), text, top);
    scroll_draw(a, s, count, (size_t)a.rows, top_of(top, count, a.rows));
}

void scroll_draw(struct area a, const struct show *s, size_t count, size_t shown, size_t top)
{
    int column = a.columns - 1;

    if (count <= shown || a.rows < 2)
        return;
    size_t rows = (size_t)a.rows;
    size_t size = shown * rows / count > 0 ? shown * rows / count : 1;
    size_t first = top * (rows - size) / (count - shown);
    for (size_t row = 0; row < rows; row++) {
        bool is_grip = row >= first && row < first + size;
        area_text(a, (int)row, column, pen_ink(INK_DIM),
                  is_grip ? sign(s, "█", "#") : sign(s, "│", "|"));
    }
}

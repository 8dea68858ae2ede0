/* The help sheet, from the table of keys. */
#include "base/str.h"
#include "tui/keys.h"

enum { KEY_COLUMNS = 29 };

/* A row of the table that is shown; two columns of them where there is room. */
static bool is_shown(const struct binding *b)
{
    return b->shown != NULL;
}

/* As many rows as what is said needs beside its key, at least one. */
static int rows_of(const struct binding *b, int columns)
{
    if (b->about == NULL)
        return 1;
    int rows = (int)text_rows(str_of(b->about), columns - KEY_COLUMNS);
    return rows > 0 ? rows : 1;
}

size_t help_rows(int columns)
{
    size_t rows = 0;

    for (size_t i = 0; i < binding_count; i++)
        if (is_shown(&bindings[i]))
            rows += (size_t)rows_of(&bindings[i], columns);
    return rows;
}

static void draw_row(struct area page, const struct binding *b, int row, int rows)
{
    struct pen heading = {.fore = INK_TITLE, .flags = PEN_BOLD};

    if (b->about == NULL) {
        area_text(page, row, 0, heading, b->shown);
        return;
    }
    area_text(page, row, 1, (struct pen){.flags = PEN_BOLD}, b->shown);
    /* Cut at the top where it begins above the page. */
    for (int line = 0; line < rows; line++)
        if (row + line >= 0)
            text_page(area_part(page, row + line, KEY_COLUMNS, 1, -1), str_of(b->about),
                      (size_t)line);
}

void help_draw(struct area a, const struct show *s, size_t top)
{
    struct area page = area_part(a, 0, 0, -1, a.columns - 1);
    size_t count = help_rows(a.columns - 1);
    size_t most = count > (size_t)a.rows ? count - (size_t)a.rows : 0;
    int row = -(int)(top < most ? top : most);

    for (size_t i = 0; i < binding_count; i++) {
        if (!is_shown(&bindings[i]))
            continue;
        int rows = rows_of(&bindings[i], page.columns);
        draw_row(page, &bindings[i], row, rows);
        row += rows;
    }
    scroll_draw(a, s, count, (size_t)a.rows, top < most ? top : most);
}

/* The screen, or the map, as a file. */
#include "base/out.h"
#include "cli/full_screen.h"
#include "io/replace_file.h"

static void write_text(void *self, struct hpt_out *out)
{
    const struct full_screen *f = self;
    char row[GRID_COLUMNS_MOST * 4 + 1];

    for (int i = 0; i < f->grid.rows; i++) {
        size_t length = grid_row_text(&f->grid, i, row, sizeof row);
        out_bytes(out, row, length);
        out_char(out, '\n');
    }
}

static void write_map(void *self, struct hpt_out *out)
{
    const struct full_screen *f = self;

    map_write_svg(out, &f->show);
}

static void save(struct full_screen *f, const char *path, const struct replacement *r)
{
    struct fault fault = {0};

    if (replace_file(path, r, &fault) == HPT_OK)
        full_message(f, MESSAGE_NEWS, "the %s is in %s", r->what, path);
    else
        full_message(f, MESSAGE_FAULT, "%s", fault.message);
}

void full_save_text(struct full_screen *f, const char *path)
{
    /* Without the question that asked for the name. */
    screen_draw(&f->grid, &f->show);
    save(f, path, &(struct replacement){.self = f, .what = "screen", .write = write_text});
}

void full_save_map(struct full_screen *f, const char *path)
{
    save(f, path, &(struct replacement){.self = f, .what = "map", .write = write_map});
}

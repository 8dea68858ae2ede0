/* For developers: draws the full screen of a log as text or as a picture.
 *
 *     show_screen LOG [ROWS COLUMNS [EVENT [OPTION...]]] > screen.svg
 *
 * Options: ascii, plain (no colours), light, flash, text (rows of text instead of SVG), map (the
 * map as SVG), kind age site size waste (the tint), cells halves dots (the grain), ADDRESS (hex).
 */
#include "watched.h"

#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 8, HEIGHT = 17 };

/* Close to what the terminal's 256 colours are. */
static const char *const colors[INK_COUNT] = {[INK_PLAIN] = "#d0d0d0",
                                              [INK_DIM] = "#808080",
                                              [INK_TITLE] = "#ffffff",
                                              [INK_BAR] = "#303a46",
                                              [INK_SELECT] = "#3a4a5e",
                                              [INK_GOOD] = "#5fd7a0",
                                              [INK_TIGHT] = "#e6b450",
                                              [INK_BAD] = "#f07171",
                                              [INK_FREE] = "#5f6f7f",
                                              [INK_DATA] = "#4c9be8",
                                              [INK_HEADER] = "#e69f00",
                                              [INK_ROUNDING] = "#a8b8c8",
                                              [INK_UNKNOWN] = "#cc79a7",
                                              [INK_MIXED] = "#7a8fa6",
                                              [INK_FLASH] = "#ffffff",
                                              [INK_CURSOR] = "#ff5fd7",
                                              [INK_OUT] = "#404850",
                                              [INK_CURVE_USED] = "#4c9be8",
                                              [INK_CURVE_LARGEST] = "#5fd7a0",
                                              [INK_CURVE_SCATTERED] = "#e6b450",
                                              [INK_NOW] = "#ffffff",
                                              "#ffffb0",
                                              "#f7dc6f",
                                              "#f0b24f",
                                              "#d98a3f",
                                              "#b8643f",
                                              "#8f4a48",
                                              "#6a3d4e",
                                              "#4d3650",
                                              "#4c9be8",
                                              "#e69f00",
                                              "#5fd7a0",
                                              "#f0e442",
                                              "#d55e00",
                                              "#cc79a7",
                                              "#56b4e9",
                                              "#9a86d8",
                                              "#a0a0a0",
                                              "#c0e060"};

static void write_code(uint32_t code)
{
    if (code == '&' || code == '<')
        printf("&#%" PRIu32 ";", code);
    else if (code < 0x80)
        putchar((int)code);
    else
        printf("&#x%" PRIx32 ";", code);
}

static void write_cell(const struct cell *c, int row, int column)
{
    bool is_reverse = (c->pen.flags & PEN_REVERSE) != 0;
    const char *fore = colors[c->pen.fore];
    const char *back = c->pen.back == INK_PLAIN ? "#101418" : colors[c->pen.back];

    if (is_reverse || c->pen.back != INK_PLAIN)
        printf("<rect x='%d' y='%d' width='%d' height='%d' fill='%s'/>", column * WIDTH,
               row * HEIGHT, WIDTH, HEIGHT, is_reverse ? fore : back);
    if (c->code == ' ' || c->code == 0)
        return;
    if (c->code >= 0x2580 && c->code <= 0x2590) {
        int eighth = (int)c->code - 0x2580;
        int x = c->code == 0x2590 ? WIDTH / 2 : 0;
        int height = eighth == 0 ? HEIGHT / 2 : eighth < 9 ? HEIGHT * eighth / 8 : HEIGHT;
        printf("<rect x='%d' y='%d' width='%d' height='%d' fill='%s'/>\n", column * WIDTH + x,
               eighth == 0 ? row * HEIGHT : (row + 1) * HEIGHT - height, WIDTH - x, height, fore);
        return;
    }
    printf("<text x='%d' y='%d' fill='%s'%s>", column * WIDTH, row * HEIGHT + 13,
           is_reverse ? back : fore, c->pen.flags & PEN_BOLD ? " font-weight='bold'" : "");
    write_code(c->code);
    printf("</text>\n");
}

static void write_svg(const struct grid *g)
{
    printf("<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' "
           "font-family='DejaVu Sans Mono' font-size='13'>\n"
           "<rect width='100%%' height='100%%' fill='#101418'/>\n",
           g->columns * WIDTH, g->rows * HEIGHT);
    for (int row = 0; row < g->rows; row++)
        for (int column = 0; column < g->columns; column++)
            write_cell(&g->cells[row * g->columns + column], row, column);
    printf("</svg>\n");
}

static void write_text(const struct grid *g)
{
    char text[4 * GRID_COLUMNS_MOST + 1];

    for (int row = 0; row < g->rows; row++) {
        grid_row_text(g, row, text, sizeof text);
        puts(text);
    }
}

static bool to_stdout(void *self, const char *bytes, size_t size)
{
    return fwrite(bytes, 1, size, self) == size;
}

static int place_of(const char *const *names, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

/* What is written. */
enum output { OUTPUT_SVG, OUTPUT_TEXT, OUTPUT_MAP };

static void take_option(struct watched *w, const char *option, enum output *output)
{
    static const char *const tints[TINT_COUNT] = {"kind", "age", "site", "size", "waste"};
    static const char *const grains[GRAIN_COUNT] = {"auto", "cells", "halves", "dots"};
    int tint = place_of(tints, TINT_COUNT, option);
    int grain = place_of(grains, GRAIN_COUNT, option);

    if (tint >= 0)
        w->app.tint = (enum tint)tint;
    else if (grain >= 0)
        w->app.grain = (enum grain)grain;
    else if (strcmp(option, "ascii") == 0)
        w->show.look.is_ascii = true;
    else if (strcmp(option, "plain") == 0)
        w->show.look.colors = 0;
    else if (strcmp(option, "flash") == 0)
        w->show.is_flashing = true;
    else if (strcmp(option, "text") == 0)
        *output = OUTPUT_TEXT;
    else if (strcmp(option, "map") == 0)
        *output = OUTPUT_MAP;
    else
        w->app.selected = strtoull(option, NULL, 16);
}

int main(int argc, char **argv)
{
    static struct watched w;
    struct grid g = {0};
    size_t size = 0;
    enum output output = OUTPUT_SVG;

    setlocale(LC_CTYPE, "C.UTF-8");
    char *text = argc > 1 ? watch_file(argv[1], &size) : NULL;
    int rows = argc > 3 ? atoi(argv[2]) : 40;
    int columns = argc > 3 ? atoi(argv[3]) : 160;
    uint64_t at = argc > 4 ? strtoull(argv[4], NULL, 10) : 0;
    if (text == NULL || !watch(&w, &(struct hpt_options){0}, (struct hpt_str){text, size}, at) ||
        grid_resize(&g, rows, columns) != HPT_OK) {
        fprintf(stderr, "usage: show_screen LOG [ROWS COLUMNS [EVENT [OPTION...]]]\n");
        return 2;
    }
    for (int i = 5; i < argc; i++)
        take_option(&w, argv[i], &output);
    w.app.rows = rows;
    w.app.columns = columns;
    watch_gather(&w);
    screen_draw(&g, &w.show);
    if (output == OUTPUT_SVG)
        write_svg(&g);
    else if (output == OUTPUT_TEXT)
        write_text(&g);
    else
        map_write_svg(&(struct hpt_out){.self = stdout, .write = to_stdout}, &w.show);
    grid_release(&g);
    watch_release(&w);
    free(text);
    return 0;
}

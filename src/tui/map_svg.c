/* The map as a picture for documents: the same units, in rows of rectangles. */
#include "base/out.h"
#include "base/str.h"
#include "tui/map.h"

#include <inttypes.h>
#include <stdio.h>

enum {
    UNITS = 512,      /* in a row, for heaps of their own size */
    UNITS_LEAST = 64, /* for small ones */
    ROWS = 96,        /* all heaps together have about so many at most */
    WIDTH = 1024,
    FRONT = 96,
    ROW = 10, /* pixels from row to row */
    BAR = 8,  /* of them drawn */
    TITLE = 40,
    SWATCH = 12
};

/* Told apart by people who see colours in other ways (Okabe and Ito), on white. */
static const char *const paints[INK_COUNT] = {
    [INK_PLAIN] = "#555555",
    [INK_GOOD] = "#009e73",
    [INK_TIGHT] = "#e69f00",
    [INK_BAD] = "#d55e00",
    [INK_FREE] = "#eef1f4",
    [INK_DATA] = "#0072b2",
    [INK_HEADER] = "#e69f00",
    [INK_ROUNDING] = "#a6bddb",
    [INK_UNKNOWN] = "#cc79a7",
    [INK_MIXED] = "#8fb3cc",
    [INK_AGE] = "#fde725",
    [INK_AGE + 1] = "#a0da39",
    [INK_AGE + 2] = "#4ac16d",
    [INK_AGE + 3] = "#1fa187",
    [INK_AGE + 4] = "#277f8e",
    [INK_AGE + 5] = "#365c8d",
    [INK_AGE + 6] = "#46327e",
    [INK_AGE + 7] = "#440154",
    [INK_SERIES_FIRST] = "#0072b2",
    [INK_SERIES_FIRST + 1] = "#e69f00",
    [INK_SERIES_FIRST + 2] = "#009e73",
    [INK_SERIES_FIRST + 3] = "#cc79a7",
    [INK_SERIES_FIRST + 4] = "#56b4e9",
    [INK_SERIES_FIRST + 5] = "#d55e00",
    [INK_SERIES_FIRST + 6] = "#f0e442",
    [INK_SERIES_FIRST + 7] = "#999999",
    [INK_SERIES_FIRST + 8] = "#882255",
    [INK_SERIES_FIRST + 9] = "#117733",
};

static const char *paint_of(uint8_t ink)
{
    return ink < INK_COUNT && paints[ink] != NULL ? paints[ink] : paints[INK_PLAIN];
}

static uint64_t rows_of(const struct hpt_heap *h, uint64_t row_bytes)
{
    return (h->end - h->start + row_bytes - 1) / row_bytes;
}

static uint64_t all_rows(const struct hpt_state *state, uint64_t row_bytes)
{
    uint64_t rows = 0;

    for (size_t i = 0; i < state->heap_count; i++)
        rows += rows_of(&state->heaps[i], row_bytes);
    return rows;
}

/* As on the screen: one scale for all heaps. Small heaps have a byte a unit and shorter rows. */
static struct map_plan plan_for(const struct hpt_state *state)
{
    struct map_plan p = {.grain = GRAIN_CELLS, .units = 1, .stretch = 1, .cells = UNITS_LEAST};

    while (p.cells < UNITS && all_rows(state, map_row_bytes(&p)) > ROWS)
        p.cells *= 2;
    while (p.shift < 31 && all_rows(state, map_row_bytes(&p)) > ROWS)
        p.shift++;
    return p;
}

static void write_escaped(struct hpt_out *out, const char *text)
{
    for (; *text != '\0'; text++)
        if (*text == '<' || *text == '&')
            out_format(out, "&#%d;", *text);
        else if ((unsigned char)*text >= ' ')
            out_char(out, *text);
}

static void write_text(struct hpt_out *out, int x, int y, const char *class, const char *text)
{
    out_format(out, "<text x=\"%d\" y=\"%d\" class=\"%s\">", x, y, class);
    write_escaped(out, text);
    out_text(out, "</text>\n");
}

static bool is_same(const struct map_unit *a, const struct map_unit *b)
{
    return a->kind == b->kind && a->ink == b->ink;
}

static void write_row(struct hpt_out *out, const struct map_plan *p, const struct map_unit *units,
                      int y)
{
    for (int from = 0, to = 0; from < p->cells; from = to) {
        while (to < p->cells && is_same(&units[from], &units[to]))
            to++;
        if (units[from].kind == UNIT_NOTHING)
            continue;
        const char *paint =
            units[from].kind == UNIT_UNKNOWN ? "url(#unknown)" : paint_of(units[from].ink);
        out_format(out, "<rect x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\" fill=\"%s\"/>\n",
                   FRONT + (double)from * WIDTH / p->cells, y,
                   (double)(to - from) * WIDTH / p->cells, BAR, paint);
    }
}

static int write_heap(struct hpt_out *out, const struct map_tints *t, const struct map_plan *p,
                      const struct hpt_heap *h, int y)
{
    struct map_unit units[UNITS];

    out_format(out,
               "<text x=\"0\" y=\"%d\" class=\"title\">Heap %" PRIu64 "  0x%" PRIx64 "..0x%" PRIx64
               "  %" PRIu64 " bytes%s, used %" PRIu64 ", free %" PRIu64 " in %" PRIu64
               ", largest allocatable %" PRIu64 "</text>\n",
               y + 16, h->index, h->start, h->end, h->end - h->start,
               h->bounds == HPT_BOUNDS_INFERRED ? " (bounds inferred)"
               : h->open                        ? " (what is free is not known)"
                                                : "",
               h->used_bytes, h->free_bytes, h->free_blocks, h->largest_allocatable);
    y += 26;
    for (uint64_t at = h->start; at < h->end; at += map_row_bytes(p), y += ROW) {
        char address[24];
        map_fill(t, h, at, p->shift, units, (size_t)p->cells);
        snprintf(address, sizeof address, "%08" PRIx64, at);
        write_text(out, 0, y + BAR, "address", address);
        write_row(out, p, units, y);
        if (h->end - at <= map_row_bytes(p))
            break;
    }
    return y + 2 * ROW;
}

static void write_legend(struct hpt_out *out, const struct map_plan *p, const struct show *s, int y)
{
    struct map_legend legend;
    int x = FRONT;

    for (size_t i = 0; map_legend(s, p, i, &legend); i++) {
        const char *paint =
            legend.cell.pen.fore == INK_UNKNOWN ? "url(#unknown)" : paint_of(legend.cell.pen.fore);
        out_format(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n", x,
                   y - SWATCH + 2, SWATCH, SWATCH, paint);
        write_text(out, x + SWATCH + 6, y, "legend", legend.text);
        x += SWATCH + 24 + 8 * (int)strlen(legend.text);
    }
}

static void write_head(struct hpt_out *out, const struct show *s, int height)
{
    const struct hpt_state *state = s->state;

    out_format(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-16 -8 %d %d\" width=\"%d\" "
               "height=\"%d\">\n",
               FRONT + WIDTH + 32, height + 16, FRONT + WIDTH + 32, height + 16);
    out_text(out, "<style>text{font:13px monospace;fill:#222;white-space:pre}"
                  ".title{font-weight:bold}.address{font-size:10px;fill:#777}"
                  ".legend{fill:#444}</style>\n"
                  "<defs><pattern id=\"unknown\" width=\"6\" height=\"6\" "
                  "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
                  "<rect width=\"6\" height=\"6\" fill=\"#f6e6ef\"/>"
                  "<rect width=\"2\" height=\"6\" fill=\"#cc79a7\"/></pattern></defs>\n"
                  "<rect x=\"-16\" y=\"-8\" width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
                  "<text x=\"0\" y=\"14\" class=\"title\">");
    write_escaped(out, s->input != NULL ? s->input : "heap");
    out_format(out, ", after event %" PRIu64 " (line %" PRIu64 ")</text>\n", state->event,
               state->line);
}

void map_write_svg(struct hpt_out *out, const struct show *s)
{
    struct map_plan p = plan_for(s->state);
    struct map_tints t = map_tints_of(s);
    int heaps = (int)s->state->heap_count;
    int height =
        TITLE + heaps * (26 + 2 * ROW) + (int)all_rows(s->state, map_row_bytes(&p)) * ROW + TITLE;
    int y = TITLE - 8;

    write_head(out, s, height);
    for (int i = 0; i < heaps; i++)
        y = write_heap(out, &t, &p, &s->state->heaps[i], y);
    if (heaps == 0)
        write_text(out, 0, y + 16, "legend", "No heap is known yet.");
    else
        write_legend(out, &p, s, y + 8);
    out_text(out, "</svg>\n");
}

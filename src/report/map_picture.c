/* The map as characters. */
#include "base/str.h"
#include "report/view.h"
#include "report/words.h"

#include <inttypes.h>

enum {
    ROW = 64, /* characters, where the screen is wide enough */
    ROW_LEAST = 8,
    ROW_FRONT = 16,         /* offset and address in front of them */
    ONE_TO_ONE = 16 * 1024, /* up to here a character is a byte */
    SCREEN_ROWS = 48,       /* above, the map takes at most this many rows */
    HOLES_SHOWN = 40
};

/* What is drawn. */
struct drawing {
    struct hpt_out *out;
    const struct hpt_heap *heap;
    bool color;
    size_t width;   /* characters in a row: a power of two */
    uint64_t scale; /* bytes a character stands for */
};

static char byte_kind(const struct hpt_block *b, uint64_t at)
{
    if (b->state == HPT_BLOCK_FREE)
        return '.';
    if (b->state == HPT_BLOCK_UNKNOWN)
        return '?';
    if (at < b->address)
        return '%';
    return !b->seen || at - b->address < b->requested ? '*' : '-';
}

/* Where the kind of byte that is at `at` ends, at the latest at the block's end. */
static uint64_t kind_end(const struct hpt_block *b, uint64_t at)
{
    uint64_t end = b->header + b->size;
    uint64_t data_end = b->seen ? b->address + b->requested : end;

    if (b->state != HPT_BLOCK_USED)
        return end;
    if (at < b->address)
        return b->address;
    return at < data_end && data_end < end ? data_end : end;
}

/* One character for several bytes. */
static char mix(char a, char b)
{
    if (a == '?' || b == '?')
        return '?';
    bool free_a = a == '.';
    bool free_b = b == '.';
    if (a == '+' || b == '+' || free_a != free_b)
        return '+';
    return free_a ? '.' : '*';
}

/* Fills the row that begins at `from`; returns its length. */
static size_t fill_row(const struct drawing *d, uint64_t from, char row[ROW])
{
    uint64_t left = d->heap->end - from;
    size_t length =
        left / d->scale >= d->width ? d->width : (size_t)((left + d->scale - 1) / d->scale);
    uint64_t end = left < d->width * d->scale ? d->heap->end : from + d->width * d->scale;
    struct hpt_block b = {0};

    memset(row, '\0', ROW);
    for (uint64_t at = from; at < end;) {
        if (at >= b.header + b.size && !hpt_heap_block(d->heap, at, &b))
            break;
        char kind = byte_kind(&b, at);
        uint64_t to = kind_end(&b, at);
        to = to < end ? to : end;
        for (uint64_t cell = (at - from) / d->scale; cell <= (to - 1 - from) / d->scale; cell++)
            row[cell] = d->scale == 1 ? kind : row[cell] ? mix(row[cell], kind) : mix(kind, kind);
        at = to;
    }
    return length;
}

static const char *color_of(char kind)
{
    switch (kind) {
    case '.':
        return COLOR_GREEN;
    case '%':
        return COLOR_BLUE;
    case '-':
        return COLOR_DIM;
    case '?':
    case '+':
        return COLOR_YELLOW;
    default:
        return COLOR_RED;
    }
}

static void write_row(const struct drawing *d, uint64_t from, const char row[ROW], size_t length)
{
    out_format(d->out, "%06" PRIx64 " %08" PRIx64 " ", from - d->heap->start, from);
    for (size_t i = 0; i < length;) {
        size_t run = 1;
        while (i + run < length && row[i + run] == row[i])
            run++;
        if (d->color)
            out_text(d->out, color_of(row[i]));
        out_bytes(d->out, row + i, run);
        i += run;
    }
    if (d->color)
        out_text(d->out, COLOR_OFF);
    out_char(d->out, '\n');
}

static const char *fold_words(const char row[ROW], size_t length)
{
    for (size_t i = 1; i < length; i++)
        if (row[i] != row[0])
            return "the same";
    return row[0] == '.' ? "free" : row[0] == '?' ? "unknown" : row[0] == '+' ? "mixed" : "used";
}

static void write_fold(const struct drawing *d, uint64_t rows, const char row[ROW], size_t length)
{
    if (rows > 0)
        out_format(d->out, "… %" PRIu64 " row%s %s\n", rows, plural(rows), fold_words(row, length));
}

static void write_rows(const struct drawing *d)
{
    char row[ROW] = {0};
    char last[ROW] = {0};
    size_t last_length = 0;
    uint64_t folded = 0;
    uint64_t step = d->width * d->scale;
    uint64_t rows = (d->heap->end - d->heap->start + step - 1) / step;

    for (uint64_t i = 0; i < rows; i++) {
        uint64_t from = d->heap->start + i * step;
        size_t length = fill_row(d, from, row);
        if (i > 0 && length == last_length && memcmp(row, last, length) == 0) {
            folded++;
            continue;
        }
        write_fold(d, folded, last, last_length);
        folded = 0;
        write_row(d, from, row, length);
        memcpy(last, row, ROW);
        last_length = length;
    }
    write_fold(d, folded, last, last_length);
}

static size_t width_for(const struct hpt_log_options *options)
{
    unsigned columns = options->columns != NULL ? options->columns(options->self) : 0;
    size_t width = ROW;

    while (columns > 0 && width > ROW_LEAST && ROW_FRONT + width > columns)
        width /= 2;
    return width;
}

static uint64_t scale_for(const struct hpt_heap *heap, size_t width, bool full)
{
    uint64_t scale = 1;
    uint64_t size = heap->end - heap->start;

    if (full || size <= ONE_TO_ONE)
        return 1;
    while (size / scale > (uint64_t)width * SCREEN_ROWS)
        scale *= 2;
    return scale;
}

static void write_title(const struct drawing *d)
{
    const struct hpt_heap *h = d->heap;
    const char *unknown = h->unknown_bytes > 0 ? " | ? unknown" : "";

    out_format(d->out, "HEAP %" PRIu64 "  0x%" PRIx64 "..0x%" PRIx64 "  %" PRIu64 " bytes",
               h->index, h->start, h->end, h->end - h->start);
    if (h->bounds == HPT_BOUNDS_INFERRED)
        out_text(d->out, " (bounds inferred)");
    if (h->native)
        out_text(d->out, " (C library)");
    if (d->scale == 1)
        out_format(d->out, "   (%% header | * data | - rounding | . free%s)\n", unknown);
    else
        out_format(d->out, "   (* used | + mixed | . free%s; a character is %" PRIu64 " bytes)\n",
                   unknown, d->scale);
}

static void write_free_blocks(struct hpt_out *out, const struct hpt_state *s, bool full)
{
    struct hpt_block b;
    uint64_t shown = 0;
    uint64_t more = 0;

    out_text(out, "== Free blocks: ==\n");
    for (size_t i = 0; i < s->heap_count; i++) {
        const struct hpt_heap *h = &s->heaps[i];
        if (h->native) /* what malloc of the C library could give is not known */
            continue;
        for (uint64_t at = h->start; hpt_heap_block(h, at, &b); at = b.header + b.size) {
            if (b.state != HPT_BLOCK_FREE)
                continue;
            if (!full && shown == HOLES_SHOWN) {
                more++;
                continue;
            }
            out_format(out, "%08" PRIx64 " %6" PRIu64 " bytes\n", b.address, b.requested);
            shown++;
        }
    }
    if (more > 0)
        out_format(out, "… %" PRIu64 " more\n", more);
}

void hpt_write_map(struct hpt_out *out, const struct hpt_state *s,
                   const struct hpt_log_options *options)
{
    size_t width = width_for(options);

    if (s->heap_count == 0)
        out_text(out, "No heap is known yet.\n");
    for (size_t i = 0; i < s->heap_count; i++) {
        struct drawing d = {out, &s->heaps[i], options->color, width,
                            scale_for(&s->heaps[i], width, options->map_full)};
        write_title(&d);
        write_rows(&d);
    }
    if (s->heap_count > 0)
        write_free_blocks(out, s, options->map_full);
}

/* Which scale shows all heaps whole in the rows there are, and the lines that come of it. */
#include "tui/map.h"

enum {
    FINE = 2,          /* up to 1 << 2 bytes a character shows each block by itself */
    SHIFT_MOST = 31,   /* of the largest heap, a unit */
    CELLS_STEP = 8,    /* rows begin at round addresses */
    ADDRESS_ROOM = 40, /* columns below which rows have no address */
    LEGEND_ROOM = 12,  /* rows from which there is a legend */
    LEGEND_LEAST = 5,  /* the same where colours need one */
    FOLD_SHIFT = 2,    /* folding may make a unit so much finer, and no more */
    FOLD_LEAST = 3,    /* rows that are folded into one */
    FOLD_BYTES = 16384 /* of all heaps, below which none are */
};

uint64_t map_row_bytes(const struct map_plan *p)
{
    return (uint64_t)p->cells * (uint64_t)p->units << p->shift;
}

struct map_lines map_lines_of(const struct map_plan *p, const struct hpt_state *state)
{
    return (struct map_lines){.plan = p, .state = state};
}

/* Rows from `at` on that are all inside the block there. */
static uint64_t same_rows(const struct map_lines *l, const struct hpt_heap *heap,
                          enum hpt_block_state *is)
{
    struct hpt_block b;

    if (!l->plan->folds || !hpt_heap_block(heap, l->at, &b))
        return 0;
    *is = b.state;
    return (b.header + b.size - l->at) / map_row_bytes(l->plan);
}

static void take_row(struct map_lines *l, const struct hpt_heap *heap, struct map_line *line)
{
    uint64_t rows = same_rows(l, heap, &line->is);

    line->kind = MAP_LINE_CELLS;
    line->from = l->at;
    if (rows >= FOLD_LEAST)
        line->kind = MAP_LINE_FOLD;
    line->rows = line->kind == MAP_LINE_FOLD ? rows : 1;
    uint64_t step = line->rows * map_row_bytes(l->plan);
    l->is_inside = heap->end - l->at > step;
    l->at += step;
    l->heap += !l->is_inside;
}

bool map_lines_next(struct map_lines *l, struct map_line *line)
{
    if (l->row >= l->plan->rows || l->heap >= l->state->heap_count)
        return false;
    const struct hpt_heap *heap = &l->state->heaps[l->heap];
    l->row += l->plan->has_gaps && !l->is_inside && l->heap > 0;
    *line = (struct map_line){.kind = MAP_LINE_TITLE, .row = l->row++, .heap = heap};
    if (l->is_inside) {
        take_row(l, heap, line);
    } else if (heap->end > heap->start) {
        l->at = heap->start;
        l->is_inside = true;
    } else {
        l->heap++;
    }
    return true;
}

/* All of it has a row. Walks no further than the rows there are. */
static bool fits(const struct map_plan *p, const struct hpt_state *state)
{
    struct map_lines l = map_lines_of(p, state);
    struct map_line line;

    if (!p->folds) {
        uint64_t rows = state->heap_count * (p->has_gaps ? 2 : 1) - p->has_gaps;
        for (size_t i = 0; i < state->heap_count && rows <= (uint64_t)p->rows; i++)
            rows += (state->heaps[i].end - state->heaps[i].start + map_row_bytes(p) - 1) /
                    map_row_bytes(p);
        return rows <= (uint64_t)p->rows;
    }
    while (map_lines_next(&l, &line))
        continue;
    return l.heap == state->heap_count;
}

static void set_grain(struct map_plan *p, enum grain grain)
{
    p->grain = grain;
    p->units = grain == GRAIN_DOTS ? 8 : grain == GRAIN_HALVES ? 2 : 1;
}

/* The finest scale of this grain that fits. */
static struct map_plan finest(struct map_plan p, enum grain grain, const struct hpt_state *state)
{
    set_grain(&p, grain);
    for (p.shift = 0; p.shift < SHIFT_MOST && !fits(&p, state); p.shift++)
        continue;
    return p;
}

static struct map_plan chosen(struct map_plan p, const struct show *s)
{
    enum grain wish = s->app->grain;

    if (s->look.is_ascii)
        return finest(p, GRAIN_CELLS, s->state);
    if (wish != GRAIN_AUTO && wish < GRAIN_COUNT)
        return finest(p, wish, s->state);
    struct map_plan cells = finest(p, GRAIN_CELLS, s->state);
    if (cells.shift <= FINE)
        return cells;
    struct map_plan halves = finest(p, GRAIN_HALVES, s->state);
    if (s->look.colors > 0 && halves.shift <= FINE)
        return halves;
    struct map_plan dots = finest(p, GRAIN_DOTS, s->state);
    return dots.shift < cells.shift ? dots : cells;
}

/* A byte may be two columns wide where there is room. */
static void stretch(struct map_plan *p, const struct hpt_state *state)
{
    struct map_plan wide = *p;

    wide.stretch = 2;
    wide.cells = p->cells / 2 / CELLS_STEP * CELLS_STEP;
    if (p->grain == GRAIN_CELLS && p->shift == 0 && wide.cells > 0 && fits(&wide, state))
        *p = wide;
}

/* Large heaps get finer where rows that are all the same take one line. Not small ones, so that the
 * scale stays the same while they change. */
static void fold(struct map_plan *p, const struct hpt_state *state)
{
    struct map_plan folded = *p;

    if (p->shift <= FINE || state->total_bytes < FOLD_BYTES)
        return;
    folded.folds = true;
    for (int i = 0; i < FOLD_SHIFT && folded.shift > FINE; i++) {
        folded.shift--;
        if (!fits(&folded, state))
            break;
        *p = folded;
    }
}

static int address_columns(const struct hpt_state *state)
{
    int digits = 8;

    for (size_t i = 0; i < state->heap_count; i++)
        while (digits < 16 && state->heaps[i].end >> 4 * digits != 0)
            digits++;
    return digits + 1;
}

/* Small screens need the row for the map, unless its colours ask for words. */
static bool is_bare(int rows, const struct show *s)
{
    return rows < (s->app->tint == TINT_KIND ? LEGEND_ROOM : LEGEND_LEAST);
}

struct map_plan map_plan_of(int rows, int columns, const struct show *s)
{
    struct map_plan p = {.stretch = 1, .is_bare = is_bare(rows, s)};

    p.front = columns < ADDRESS_ROOM ? 0 : address_columns(s->state);
    int step = columns - p.front >= 4 * CELLS_STEP ? CELLS_STEP : 1;
    p.cells = (columns - p.front) / step * step;
    p.rows = p.is_bare ? rows : rows - 1;
    if (p.cells < 1 || p.rows < 1)
        return (struct map_plan){.grain = GRAIN_CELLS, .units = 1, .stretch = 1};
    p = chosen(p, s);
    stretch(&p, s->state);
    fold(&p, s->state);
    p.has_gaps = true;
    p.has_gaps = fits(&p, s->state);
    return p;
}

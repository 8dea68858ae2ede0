/* Which block is where on the map. */
#include "tui/map.h"

/* Where a byte is drawn: the middle of its cell. */
struct spot {
    int row, cell;
};

/* The first byte that is drawn in a cell; with half blocks those of its lower half follow `row`
 * later. */
static uint64_t cell_start(const struct map_plan *p, const struct map_line *line, int cell)
{
    uint64_t units = p->grain == GRAIN_DOTS ? 8 : 1;

    return line->from + ((uint64_t)cell * units << p->shift);
}

static uint64_t cell_bytes(const struct map_plan *p)
{
    return (p->grain == GRAIN_DOTS ? UINT64_C(8) : UINT64_C(1)) << p->shift;
}

/* The first used block that begins in or reaches into [from, to), else the first hole there. */
static uint64_t block_in(const struct hpt_heap *heap, uint64_t from, uint64_t to)
{
    struct hpt_block b;
    uint64_t hole = 0;

    for (uint64_t at = from; at < to && hpt_heap_block(heap, at, &b); at = b.header + b.size) {
        if (b.state == HPT_BLOCK_USED)
            return b.address;
        if (hole == 0 && b.state == HPT_BLOCK_FREE)
            hole = b.address;
    }
    return hole;
}

static uint64_t block_of_cell(const struct map_plan *p, const struct map_line *line, int cell)
{
    uint64_t from = cell_start(p, line, cell);
    uint64_t found = block_in(line->heap, from, from + cell_bytes(p));

    if (found == 0 && p->grain == GRAIN_HALVES) {
        from += (uint64_t)p->cells << p->shift;
        found = block_in(line->heap, from, from + cell_bytes(p));
    }
    return found;
}

static bool line_at(const struct map_plan *p, const struct show *s, int row, struct map_line *line)
{
    struct map_lines l = map_lines_of(p, s->state);

    while (map_lines_next(&l, line))
        if (line->row == row)
            return line->kind != MAP_LINE_TITLE;
    return false;
}

uint64_t map_block_at(struct area area, const struct show *s, int row, int column)
{
    struct map_plan p = map_plan_in(area, s);
    struct map_line line;

    row -= area.row;
    column -= area.column;
    int cell = column < p.front ? -1 : (column - p.front) / p.stretch;
    if (cell < 0 || cell >= p.cells || !line_at(&p, s, row, &line))
        return 0;
    return block_of_cell(&p, &line, line.kind == MAP_LINE_FOLD ? 0 : cell);
}

/* The heap and the block that has this address. */
static const struct hpt_heap *find_block(const struct show *s, uint64_t address,
                                         struct hpt_block *block)
{
    for (size_t i = 0; address != 0 && i < s->state->heap_count; i++)
        if (hpt_heap_block(&s->state->heaps[i], address, block) ||
            (address > 0 && hpt_heap_block(&s->state->heaps[i], address - 1, block)))
            return &s->state->heaps[i];
    return NULL;
}

static uint64_t first_block(const struct show *s)
{
    for (size_t i = 0; i < s->state->heap_count; i++) {
        const struct hpt_heap *h = &s->state->heaps[i];
        uint64_t found = block_in(h, h->start, h->end);
        if (found != 0)
            return found;
    }
    return 0;
}

/* The neighbour in address order that can be selected, in the heap next to it if need be. */
static uint64_t neighbour(const struct show *s, const struct hpt_heap *heap, struct hpt_block b,
                          bool forward)
{
    size_t i = (size_t)(heap - s->state->heaps);
    struct hpt_block next;

    for (;;) {
        uint64_t at = forward ? b.header + b.size : b.header - 1;
        while (!hpt_heap_block(heap, at, &next)) {
            if (forward ? i + 1 == s->state->heap_count : i == 0)
                return 0;
            i = forward ? i + 1 : i - 1;
            heap = &s->state->heaps[i];
            at = forward ? heap->start : heap->end - 1;
        }
        if (next.address != 0)
            return next.address;
        b = next;
    }
}

static bool spot_of(const struct map_plan *p, const struct show *s, const struct hpt_heap *heap,
                    uint64_t address, struct spot *spot)
{
    struct map_lines l = map_lines_of(p, s->state);
    struct map_line line;

    while (map_lines_next(&l, &line)) {
        uint64_t bytes = line.rows * map_row_bytes(p);
        if (line.heap != heap || line.kind == MAP_LINE_TITLE || address - line.from >= bytes)
            continue;
        uint64_t cell = (address - line.from) / cell_bytes(p);
        spot->row = line.row;
        spot->cell = line.kind == MAP_LINE_FOLD ? 0 : (int)(cell % (uint64_t)p->cells);
        return true;
    }
    return false;
}

/* Another block in the rows above or below, at the same cell; 0: there is none. */
static uint64_t across(const struct map_plan *p, const struct show *s, struct spot spot, int step,
                       uint64_t not_this)
{
    struct map_line line;

    for (int row = spot.row + step; row >= 0 && row < p->rows; row += step) {
        uint64_t found = line_at(p, s, row, &line) ? block_of_cell(p, &line, spot.cell) : 0;
        if (found != 0 && found != not_this)
            return found;
    }
    return 0;
}

uint64_t map_move(struct area area, const struct show *s, enum key_kind direction)
{
    struct map_plan p = map_plan_in(area, s);
    uint64_t old = s->app->selected;
    uint64_t found = 0;
    struct hpt_block b;
    struct spot spot;
    const struct hpt_heap *heap = find_block(s, old, &b);

    if (heap == NULL)
        return first_block(s);
    if (direction == KEY_LEFT || direction == KEY_RIGHT)
        found = neighbour(s, heap, b, direction == KEY_RIGHT);
    else if (spot_of(&p, s, heap, b.header, &spot))
        found = across(&p, s, spot, direction == KEY_UP ? -1 : 1, old);
    return found != 0 ? found : old;
}

/* Units as characters and colours. */
#include "tui/map.h"

enum { UPPER = 0x2580, LOWER = 0x2584, FULL = 0x2588, BRAILLE = 0x2800, HOLE = 0x25A1 };

static const uint32_t shapes[UNIT_KIND_COUNT] = {
    [UNIT_NOTHING] = ' ',   [UNIT_FREE] = 0xB7, [UNIT_UNKNOWN] = 0x2571, [UNIT_MIXED] = 0x2592,
    [UNIT_HEADER] = 0x2590, [UNIT_DATA] = FULL, [UNIT_ROUNDING] = 0x2591};
/* As `heapterm map` has them. */
static const char letters[UNIT_KIND_COUNT] = {
    [UNIT_NOTHING] = ' ', [UNIT_FREE] = '.', [UNIT_UNKNOWN] = '?', [UNIT_MIXED] = '+',
    [UNIT_HEADER] = '%',  [UNIT_DATA] = '*', [UNIT_ROUNDING] = '-'};

static bool stands_out(uint8_t flags)
{
    return (flags & (UNIT_CURSOR | UNIT_FLASH | UNIT_HOLE)) != 0;
}

/* What is selected or new goes before what a block is. Without colours it is reversed, and what is
 * left out is dim. */
static struct pen pen_of(uint8_t ink, uint8_t flags, struct look look)
{
    struct pen pen = {.fore = ink};

    if (flags & UNIT_CURSOR)
        pen.fore = INK_CURSOR;
    else if (flags & (UNIT_FLASH | UNIT_HOLE))
        pen.fore = INK_FLASH;
    else if (flags & UNIT_OUT)
        pen.fore = INK_OUT;
    if (look.colors == 0 && stands_out(flags))
        pen.flags = PEN_REVERSE;
    else if (look.colors == 0 && (flags & UNIT_OUT))
        pen.flags = PEN_DIM;
    return pen;
}

struct cell map_cell(const struct map_unit *u, struct look look)
{
    /* A full block in reverse would look like nothing. */
    bool is_letter = look.is_ascii || (look.colors == 0 && stands_out(u->flags));
    uint32_t code = is_letter ? (uint32_t)(unsigned char)letters[u->kind] : shapes[u->kind];

    if (u->flags & UNIT_HOLE)
        code = look.is_ascii ? 'o' : HOLE;
    return (struct cell){code, pen_of(u->ink, u->flags, look)};
}

static bool is_full(const struct map_unit *u)
{
    return u->kind != UNIT_FREE && u->kind != UNIT_NOTHING;
}

static struct cell halves(const struct map_unit *upper, const struct map_unit *lower,
                          struct look look)
{
    struct pen pen = pen_of(upper->ink, upper->flags, look);
    struct pen below = pen_of(lower->ink, lower->flags, look);

    if (!is_full(upper) && !is_full(lower))
        return map_cell(upper->flags & UNIT_HOLE || lower->kind == UNIT_NOTHING ? upper : lower,
                        look);
    if (!is_full(lower))
        return (struct cell){UPPER, pen};
    if (!is_full(upper))
        return (struct cell){LOWER, below};
    if (upper->kind == UNIT_UNKNOWN && lower->kind == UNIT_UNKNOWN)
        return map_cell(upper, look);
    if (pen.fore == below.fore)
        return (struct cell){FULL, pen};
    pen.back = below.fore;
    return (struct cell){UPPER, pen};
}

/* A character has one colour: headers and rounding go with the data beside them. */
static uint8_t dot_ink(const struct map_unit *u)
{
    return u->ink == INK_HEADER || u->ink == INK_ROUNDING ? INK_DATA : u->ink;
}

/* The unit whose colour the cell has: what stands out, else the most frequent one. */
static const struct map_unit *loudest(const struct map_unit *units, int count)
{
    const struct map_unit *best = NULL;
    int most = 0;

    for (int i = 0; i < count; i++) {
        if (stands_out(units[i].flags))
            return &units[i];
        int same = 0;
        for (int j = 0; j < count; j++)
            same += dot_ink(&units[j]) == dot_ink(&units[i]);
        if (is_full(&units[i]) && same > most) {
            best = &units[i];
            most = same;
        }
    }
    return best;
}

static struct cell dots(const struct map_unit *units, struct look look)
{
    static const uint8_t bits[8] = {0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80};
    const struct map_unit *loud = loudest(units, 8);
    uint32_t code = BRAILLE;
    int unknown = 0;

    for (int i = 0; i < 8; i++) {
        code |= units[i].flags & UNIT_SET ? bits[i] : 0;
        unknown += units[i].kind == UNIT_UNKNOWN;
    }
    if (loud == NULL || unknown == 8)
        return map_cell(units, look);
    struct pen pen = pen_of(dot_ink(loud), loud->flags, look);
    if (code == BRAILLE)
        return (struct cell){look.colors == 0 ? shapes[UNIT_FREE] : HOLE, pen};
    return (struct cell){code, pen};
}

void map_draw_cell(struct area a, int row, int column, const struct map_plan *p, struct look look,
                   const struct map_unit *units)
{
    struct cell cell = p->grain == GRAIN_DOTS     ? dots(units, look)
                       : p->grain == GRAIN_HALVES ? halves(&units[0], &units[1], look)
                                                  : map_cell(&units[0], look);

    for (int i = 0; i < p->stretch; i++)
        area_put(a, row, column + i, cell.pen, cell.code);
}

/* The map's parts: a plan of the rows there are, what stands in each of their units, and how that
 * is shown. A unit is one stretch of bytes, the smallest thing that is told apart; a row of text
 * holds a row of cells, and each cell one unit, two (half blocks, one above the other) or eight
 * (dots, one after the other: down the left column of the character, then down its right one). */
#ifndef TUI_MAP_H
#define TUI_MAP_H

#include "tui/view.h"

/* How all heaps are laid into an area: the same scale for all of them. */
struct map_plan {
    enum grain grain; /* never GRAIN_AUTO */
    unsigned shift;   /* a unit is 1 << shift bytes */
    int units;        /* in a cell */
    int stretch;      /* columns that a cell is wide */
    int front;        /* columns in front of the cells, for the address */
    int cells;        /* in a row */
    int rows;         /* for the heaps, their titles among them */
    bool folds;       /* rows that are one block are one line */
    bool has_gaps;    /* a blank row between heaps */
    bool is_bare;     /* no legend */
};
struct map_plan map_plan_of(int rows, int columns, const struct show *s);
/* The same for the area of the view, which keeps rows for a request that failed. */
struct map_plan map_plan_in(struct area area, const struct show *s);
/* Bytes of a row. */
uint64_t map_row_bytes(const struct map_plan *p);

enum map_line_kind { MAP_LINE_TITLE, MAP_LINE_CELLS, MAP_LINE_FOLD };
struct map_line {
    enum map_line_kind kind;
    int row; /* of the area */
    const struct hpt_heap *heap;
    uint64_t from;           /* cells: the first byte; a fold: of the first row */
    uint64_t rows;           /* that are folded */
    enum hpt_block_state is; /* what they are */
};

/* The lines of the map, from the top. */
struct map_lines {
    const struct map_plan *plan;
    const struct hpt_state *state;
    size_t heap;
    uint64_t at; /* the next row's first byte; 0 with `is_inside` false: the title is next */
    bool is_inside;
    int row;
};
struct map_lines map_lines_of(const struct map_plan *p, const struct hpt_state *state);
/* False: there are no more, or no more rows for them; then `heap` is how many heaps were begun. */
bool map_lines_next(struct map_lines *l, struct map_line *line);

enum unit_kind {
    UNIT_NOTHING, /* beyond the heap's end */
    UNIT_FREE,
    UNIT_UNKNOWN,
    UNIT_MIXED, /* free and used bytes */
    UNIT_HEADER,
    UNIT_DATA,
    UNIT_ROUNDING,
    UNIT_KIND_COUNT
};
enum {
    UNIT_CURSOR = 1, /* of the selected block */
    UNIT_FLASH = 2,  /* of the block made last */
    UNIT_HOLE = 4,   /* of the block released last */
    UNIT_OUT = 8,    /* of blocks that the filter leaves out */
    UNIT_SET = 16    /* at least half of it is not free */
};
struct map_unit {
    uint8_t kind;
    uint8_t ink;
    uint8_t flags;
};

/* What decides a block's colour. */
struct map_tints {
    const struct show *show;
    bool has_filter;
    bool has_made, has_gone; /* the last event made, or released, [from, to) */
    uint64_t from, to;
};
struct map_tints map_tints_of(const struct show *s);
/* Fills `count` units of 1 << shift bytes each, from `from` on, by one walk over its blocks. */
void map_fill(const struct map_tints *t, const struct hpt_heap *heap, uint64_t from, unsigned shift,
              struct map_unit *units, size_t count);
/* The ink of a block by the tint that is chosen; INK_DATA for TINT_KIND. */
enum ink map_tint(const struct map_tints *t, const struct hpt_block *block);

/* Draws the cell that these units are in: as many as the plan has in a cell. */
void map_draw_cell(struct area a, int row, int column, const struct map_plan *p, struct look look,
                   const struct map_unit *units);
/* The character and the pen of one unit. */
struct cell map_cell(const struct map_unit *u, struct look look);

/* What the colours mean, one by one; false behind the last. */
struct map_legend {
    struct cell cell;
    char text[64];
};
bool map_legend(const struct show *s, const struct map_plan *p, size_t i,
                struct map_legend *legend);

#endif

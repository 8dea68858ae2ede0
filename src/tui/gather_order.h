/* In which order what was gathered is listed, and which colours sites have. */
#ifndef TUI_GATHER_ORDER_H
#define TUI_GATHER_ORDER_H

#include "tui/gather.h"

void order_blocks(struct gather *g, enum block_order order);
void order_holes(struct gather *g, enum hole_order order);
/* Gives the series as well. */
void order_sites(struct gather *g, enum site_order order, const struct hpt_namer *namer);

/* Of a filter what can be asked of a hole: its size, its address. */
bool filter_takes_hole(const struct filter *f, const struct hpt_block *hole);

#endif

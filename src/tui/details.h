/* Labelled rows, from the top of an area on. */
#ifndef TUI_DETAILS_H
#define TUI_DETAILS_H

#include "tui/draw.h"

struct page {
    struct area area;
    const struct show *show;
    int row; /* the next one */
};

void details_row(struct page *p, const char *label, const char *value);
/* The heap in figures. */
void details_figures(struct page *p);

#endif

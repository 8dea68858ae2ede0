/* Bytes as a hex dump: offset, 16 bytes, the same as ASCII. Each row has the time of its first
 * byte. A row that is not full is shown after a pause. On a terminal it is then completed in place;
 * in a pipe the next row begins where it ended, and reaches to the next multiple of 16. */
#ifndef REPORT_HEX_VIEW_H
#define REPORT_HEX_VIEW_H

#include "report/screen.h"

enum { HEX_ROW = 16 };

struct hex_view {
    struct screen *screen;
    bool in_place;    /* a row may be written again */
    uint64_t offset;  /* of the row's first byte */
    uint64_t time_us; /* and its arrival */
    uint8_t count;
    uint8_t shown; /* bytes of it that stand on the screen */
    unsigned char row[HEX_ROW];
};

void hex_view_init(struct hex_view *h, struct screen *screen, bool in_place);
void hex_view_feed(struct hex_view *h, struct hpt_str bytes, uint64_t time_us);
bool hex_view_holds(const struct hex_view *h);
void hex_view_pause(struct hex_view *h);
/* The row is left for lines of ours: what comes next begins another. */
void hex_view_leave_row(struct hex_view *h);

#endif

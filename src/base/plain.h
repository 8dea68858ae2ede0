/* The text of a line of the device without what only a terminal is told by it. */
#ifndef BASE_PLAIN_H
#define BASE_PLAIN_H

#include "heapterm.h"

/* Writes the line without escape sequences and control characters other than tabs, and returns how
 * long that is, never longer than the line. `origin` (may be NULL) gets where each byte stood; the
 * line is then shorter than 65536 bytes. */
size_t plain_text(struct hpt_str line, char *plain, uint16_t *origin);

#endif

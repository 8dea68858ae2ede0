/* One line of output, put together in memory and written at once: for what is written per event. */
#ifndef BASE_ROW_H
#define BASE_ROW_H

#include "base/out.h"

enum { ROW_MAX = 512 };

/* What does not fit is left out. All zero is an empty row. */
struct row {
    size_t len;
    char text[ROW_MAX];
};

void row_text(struct row *r, const char *text);
void row_str(struct row *r, struct hpt_str s);
void row_char(struct row *r, char c);
/* A number in decimal, right-aligned in `width` columns (0: as wide as it is), filled with `fill`.
 */
void row_decimal(struct row *r, uint64_t value, unsigned width, char fill);
/* The same in lower-case hex. */
void row_hex(struct row *r, uint64_t value, unsigned width, char fill);
/* Blanks up to column `column`, counted from `from`. */
void row_pad(struct row *r, size_t from, size_t column);

void row_write(const struct row *r, struct hpt_out *o);

#endif

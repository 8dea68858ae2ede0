#include "base/wrap.h"

#include <stdbool.h>
#include <string.h>

static bool begins_character(char byte)
{
    return ((unsigned char)byte & 0xC0) != 0x80;
}

/* How much of the line fits in a row, and how much of it goes with the break: one blank, or none
 * where the rest fits. */
static size_t row_of(const char *line, size_t size, size_t columns, size_t *gap)
{
    size_t column = 0, end = 0;

    *gap = 0;
    for (size_t i = 0; i < size && line[i] != '\n'; i++) {
        bool is_break = line[i] == ' ' && i >= WRAP_INDENT; /* not behind the "---" alone */
        if (is_break && (column <= columns || end == 0))
            end = i;
        if (begins_character(line[i]))
            column++;
        if (column > columns && end > 0) {
            *gap = 1;
            return end;
        }
    }
    return size;
}

size_t wrap_line(char *rows, const char *line, size_t size, unsigned columns)
{
    size_t used = 0, indent = 0;

    if (columns < WRAP_LEAST)
        columns = (unsigned)size;
    while (size > 0) {
        size_t gap, row = row_of(line, size, columns - indent, &gap);
        memset(rows + used, ' ', indent);
        memcpy(rows + used + indent, line, row);
        used += indent + row;
        if (gap > 0)
            rows[used++] = '\n';
        line += row + gap;
        size -= row + gap;
        indent = WRAP_INDENT;
    }
    return used;
}

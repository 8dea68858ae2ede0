/* A line of ours that is longer than the screen is wide, in rows that end between words. */
#ifndef BASE_WRAP_H
#define BASE_WRAP_H

#include <stddef.h>

enum {
    WRAP_INDENT = 4, /* blanks in front of every row but the first */
    WRAP_LEAST = 20  /* a screen that is narrower breaks lines itself */
};

/* The longest that a line of `size` bytes becomes. */
#define WRAP_ROOM(size) ((size) + ((size) / (WRAP_LEAST / 2 - WRAP_INDENT) + 1) * WRAP_INDENT)

/* Writes the line to `rows`, which has WRAP_ROOM(size), and says how long it is there. Rows are at
 * most `columns` characters wide; a word that is longer is left to the screen, as is the whole line
 * if `columns` is below WRAP_LEAST (0: is not known). */
size_t wrap_line(char *rows, const char *line, size_t size, unsigned columns);

#endif

/* Text of the command line that stands for bytes: \r \n \t \e \0 \\ and \xNN. */
#ifndef CLI_ESCAPES_H
#define CLI_ESCAPES_H

#include <stdbool.h>
#include <stddef.h>

/* Writes the bytes, never more than the text has; *size says how many. False when a backslash
 * stands before anything else. `bytes` NULL: only looks. */
bool escapes_take(const char *text, char *bytes, size_t *size);

#endif

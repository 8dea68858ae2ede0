/* The name of a file as it was typed at a prompt. */
#ifndef CLI_FILE_NAME_H
#define CLI_FILE_NAME_H

#include <limits.h>
#include <stdbool.h>

/* The path that is meant: with the home directory for ~/, without blanks behind it, and without the
 * backslashes that the completion puts before blanks, unless there is a file that is named so.
 * False when nothing was typed, or too much. */
bool file_name_take(const char *typed, char path[PATH_MAX]);

#endif

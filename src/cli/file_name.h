/* The name of a file as it was typed at a prompt. */
#ifndef CLI_FILE_NAME_H
#define CLI_FILE_NAME_H

#include <limits.h>
#include <stdbool.h>

/* The path that is meant: with the home directory for ~/, without blanks behind it, and without the
 * backslashes that shells put before blanks, unless there is a file that is named so.
 * False when nothing was typed, or too much. */
bool file_name_take(const char *typed, char path[PATH_MAX]);

/* What was typed, with the home directory for ~/. False when it is too long. */
bool file_name_home(const char *typed, char path[PATH_MAX]);

/* \x becomes x. */
void file_name_drop_backslashes(char *path);

#endif

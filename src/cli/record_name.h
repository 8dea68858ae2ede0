/* Names of recordings that heapterm makes itself. */
#ifndef CLI_RECORD_NAME_H
#define CLI_RECORD_NAME_H

#include <limits.h>
#include <stdbool.h>
#include <time.h>

/* DIR/INPUT-20241124-181006.hpt, in local time: of the input's name its last part, and of that what
 * does in a file name everywhere; a number behind it where such a file is there. False if it would
 * be too long. */
bool record_name(char name[PATH_MAX], const char *directory, const char *input, time_t now);

#endif

/* Waits for a line of the device that matches a pattern, or for the beginning of one: a prompt. */
#ifndef CLI_WAIT_FOR_H
#define CLI_WAIT_FOR_H

#include "io/fault.h"

enum { WAIT_FOR_LINE = 4096 }; /* of a longer line its pieces are looked at */

struct wait_for {
    struct hpt_pattern pattern;
    size_t length;
    char line[WAIT_FOR_LINE];
    char plain[WAIT_FOR_LINE];
};

/* Like pattern_open; NULL waits for nothing. */
enum hpt_status wait_for_open(struct wait_for *w, const char *regex) HPT_MUST_CHECK;

/* Takes what the device says, in pieces. True when it matched. */
bool wait_for_take(struct wait_for *w, const char *bytes, size_t size);

void wait_for_close(struct wait_for *w);

#endif

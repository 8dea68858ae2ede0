/* Marks: lines of the device that match a pattern. */
#ifndef ANALYSIS_MARKS_H
#define ANALYSIS_MARKS_H

#include "heapterm.h"

enum { MARK_LINE = 512 }; /* bytes of a line that are looked at */

struct marks {
    const struct hpt_pattern *pattern; /* NULL: there are no marks */
    size_t size;
    char line[MARK_LINE];
    char plain[MARK_LINE]; /* without what only a terminal is told by it */
};

/* Takes from the device's text until a line has ended that is a mark. True: *name is what matched,
 * in the line without escape sequences, and holds until the next call; *text is what follows. */
bool marks_take(struct marks *m, struct hpt_str *text, struct hpt_str *name);

#endif

/* Marks: lines of the device that match a pattern, and what a person set. */
#ifndef ANALYSIS_MARKED_H
#define ANALYSIS_MARKED_H

#include "heapterm.h"

enum {
    MARKS_MAX = 256,
    MARKED_LINE = 512 /* bytes of a line that patterns see */
};

struct marked {
    struct hpt_pattern pattern;
    struct hpt_mark *marks; /* room for MARKS_MAX, once there is one */
    size_t count;
    uint64_t seen; /* the marks that were not kept, too */
    size_t length; /* of the line that is open */
    char line[MARKED_LINE];
};

/* Text of the device, in pieces of any size. Calls `mark` for every line that matches, when it
 * ends. */
void marked_text(struct marked *m, struct hpt_str bytes,
                 void (*mark)(void *self, struct hpt_str line), void *self);
/* The line that is open has ended, too. */
void marked_end(struct marked *m, void (*mark)(void *self, struct hpt_str line), void *self);

/* Keeps a mark; the first MARKS_MAX. */
enum hpt_status marked_add(struct marked *m, const struct hpt_mark *mark,
                           struct hpt_str text) HPT_MUST_CHECK;

void marked_release(struct marked *m);

#endif

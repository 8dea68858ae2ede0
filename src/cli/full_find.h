/* Looks for a line of the input, as the device wrote it. */
#ifndef CLI_FULL_FIND_H
#define CLI_FULL_FIND_H

#include "heapterm.h"

struct finder {
    struct hpt_pattern pattern;
    bool is_wanted, is_backward;
    uint64_t from; /* bytes: matches end behind it, or (backward) before it */
    uint64_t at;   /* bytes up to the end of the match: the first one, or (backward) the last */
    bool has_found;
    uint64_t byte; /* heard */
    size_t length; /* of the line so far, as far as it is kept */
    char line[2048];
};

/* What it hears begins so many bytes into the input. */
void finder_begin(struct finder *f, uint64_t byte);
struct hpt_observer finder_observer(struct finder *f);
bool finder_has_enough(void *self);

#endif

/* Which functions are no answer to who asked for memory: malloc and what is built around it. */
#ifndef SYMBOLS_SKIP_H
#define SYMBOLS_SKIP_H

#include "heapterm.h"

/* A name is skipped for itself, or because it begins as one with a * at its end does. */
struct skip {
    const char *more; /* the user's names, with commas between; NULL: none. Borrowed. */
};

/* What allocates for others: malloc, operator new, strdup and the like, and the user's names. */
bool skip_is_wrapper(const struct skip *s, struct hpt_str function);

/* What is part of a library of containers: its user is meant, where the trace tells who that is. */
bool skip_is_container(struct hpt_str function);

/* Whether `more` is a list of names. */
bool skip_is_good(const char *more);

#endif

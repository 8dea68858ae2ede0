/* Finding the end of a run of printable ASCII (blank to ~) at memory speed. */
#ifndef BASE_PRINTABLE_H
#define BASE_PRINTABLE_H

/* The first byte in [at, end) that is not printable ASCII, or end. */
const char *printable_end(const char *at, const char *end);

/* The same in plain C, for tests. */
const char *printable_end_plain(const char *at, const char *end);

#endif

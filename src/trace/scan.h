/* Finding, at memory speed, the few places in a text that deserve a closer look.
 *
 * There is a plain C implementation, and one for AVX2 that is taken where the processor has it;
 * both find the same (tests/unit/test_scan.c). */
#ifndef TRACE_SCAN_H
#define TRACE_SCAN_H

#include "base/str.h"

enum { FINDER_BYTES = 3, FINDER_GROUPS = 8 };

/* The bytes that lines of interest may have at their front. */
struct interest {
    bool first[256];
    bool second[256];
};

/* Places whose first bytes are in a group: byte i of the place is one of those that the group
 * allows at i. Up to FINDER_GROUPS groups, a bit each; a place may be in several. */
struct finder {
    uint8_t groups[FINDER_BYTES][256]; /* the groups that allow this byte at this position */
    uint8_t low[FINDER_BYTES][16];     /* the same by the byte's lower and upper half: a superset */
    uint8_t high[FINDER_BYTES][16];
    const char *(*next)(const struct finder *f, const char *at, const char *end);
};

/* No groups yet. `plain` takes the plain C implementation whatever the processor has. */
void finder_init(struct finder *f, bool plain);
/* Group `group` (below FINDER_GROUPS) allows `byte` at `position`. */
void finder_allow(struct finder *f, unsigned group, unsigned position, unsigned char byte);
void finder_allow_all(struct finder *f, unsigned group, unsigned position);

/* The first place in [at, end), or end. A place that begins less than FINDER_BYTES before `end` is
 * judged by the bytes that are there. */
static inline const char *finder_next(const struct finder *f, const char *at, const char *end)
{
    return f->next(f, at, end);
}

/* The groups that the place at `at` is in. */
static inline unsigned finder_groups(const struct finder *f, const char *at, const char *end)
{
    unsigned in = f->groups[0][(unsigned char)at[0]];

    if (end - at > 1)
        in &= f->groups[1][(unsigned char)at[1]];
    if (end - at > 2)
        in &= f->groups[2][(unsigned char)at[2]];
    return in;
}

/* The first LF, CR or NUL in [at, end), or end. */
const char *scan_line_end(const char *at, const char *end);
/* The byte behind the last LF or CR in [at, end), or at. */
const char *scan_line_start(const char *at, const char *end);
/* The number of line feeds in [at, end). */
size_t scan_count_lines(const char *at, const char *end);

#endif

/* Lines that are nearly a trace line: one was damaged on its way.
 *
 * A line counts as damaged when the end of it is a shape of a dialect that the device writes, but
 * for one or two characters (Sellers' approximate matching: J. Algorithms 1, 1980), or the greater
 * part of one whose beginning or end is missing. Damage within figures cannot be seen. */
#ifndef TRACE_NEAR_H
#define TRACE_NEAR_H

#include "trace/dialect.h"
#include "trace/scan.h"

enum {
    NEAR_SHAPES = 24,
    NEAR_NEEDLES = 40,
    NEAR_NEEDLE = 12, /* bytes of a literal that are looked for */
    NEAR_POSITIONS = 64,
    NEAR_WINDOW = 96 /* bytes at the end of a line that are looked at */
};

/* One place of a shape: a byte, or figures of any length. */
struct near_position {
    char literal; /* 0: figures */
    bool hex;
};

struct near_shape {
    struct near_position positions[NEAR_POSITIONS];
    uint8_t count;
};

struct near_needle {
    char text[NEAR_NEEDLE];
    uint8_t len;
};

/* All zero: nothing is near. */
struct near {
    struct near_shape shapes[NEAR_SHAPES];
    uint8_t shape_count;
    struct near_needle needles[NEAR_NEEDLES]; /* halves of literals: one at least survives */
    uint8_t needle_count;
};

/* Adds the event shapes of a dialect, once the device has been seen to write it. */
void near_add(struct near *n, const struct dialect *d);

/* Has the text a needle? */
bool near_suspects(const struct near *n, struct hpt_str text);
/* The pointer that stands last in the text, with 0x and at least four digits; 0 if there is none.
 */
uint64_t near_address(struct hpt_str text);
/* Is the text, the end of a line that is no trace line, a damaged one? `whole_line`: it begins
 * where the line does. At most NEAR_WINDOW bytes. */
bool near_is_damaged(const struct near *n, struct hpt_str text, bool whole_line);

#endif

/* The device's own words: which line of its log came last before an allocation.
 *
 * Lines are kept as long as a block holds one, each once, cut at SAID_LENGTH bytes. They may hold
 * any bytes: make them harmless before a terminal sees them (base/plain.h). */
#ifndef ANALYSIS_SAID_H
#define ANALYSIS_SAID_H

#include "heapterm.h"

enum {
    SAID_LENGTH = 120,      /* bytes of a line that are kept */
    SAID_LINES_MAX = 65535, /* held at a time; what comes beyond is not kept: number 0 */
};

struct said_line;

/* A line that is coming in, or has just come. */
struct said_heard {
    uint32_t number; /* of the same among the kept, held by this; 0: it is not kept */
    uint32_t size;
    char text[SAID_LENGTH];
};

struct said {
    struct said_line *lines; /* by number; lines[0] is none */
    uint32_t count;          /* numbers given so far */
    uint32_t capacity;
    uint32_t unused; /* the first of a chain of numbers that nobody holds; 0: none */
    bool is_over;    /* the open line is whole: what comes begins the next */
    uint8_t open;    /* which of the two is the open line; the other is the one before */
    struct said_heard heard[2];
};

/* All zero has heard nothing. */
void said_release(struct said *s);

/* Text of the device, in pieces of any size. Lines of blanks and control characters are no lines.
 */
void said_text(struct said *s, struct hpt_str bytes);

/* What came last, a line or what there is of it, is none of the device's own words: the line before
 * is the last again, or none if `before_too`. */
void said_unsay(struct said *s, bool before_too);

/* The number of the last line, or of what there is of it; 0 if there is none. Holds it: give it
 * back with said_drop. */
enum hpt_status said_hold_heard(struct said *s, uint32_t *number) HPT_MUST_CHECK;
HPT_MUST_CHECK static inline enum hpt_status said_hold(struct said *s, uint32_t *number)
{
    *number = 0;
    return (s->heard[0].size | s->heard[1].size) == 0 ? HPT_OK : said_hold_heard(s, number);
}
void said_drop(struct said *s, uint32_t number); /* 0 is fine */

/* The line, without its end; valid until it is dropped or the next said_hold. */
struct hpt_str said_line(const struct said *s, uint32_t number);

#endif

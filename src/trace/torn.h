/* The pieces of torn lines, for the reader. */
#ifndef TRACE_TORN_H
#define TRACE_TORN_H

#include "trace/reader.h"

/* Gives out text whose first byte came at `time_us`. */
void emit_text(struct reader *r, const char *at, size_t len, uint64_t time_us);

/* Keeps a piece until its rest comes. */
void torn_keep(struct reader *r, struct hpt_str piece, uint64_t begun_us, bool shown);
/* Gives out all pieces as text (text must not overtake them); they may still be joined. */
void torn_show(struct reader *r);
/* A line has gone by: pieces that have waited too long are dropped. */
void torn_age(struct reader *r);
void torn_drop_all(struct reader *r);

/* Does the line go on where a piece broke off? MATCH_YES: *whole (in `joined`) is the line, *f what
 * it matched, and the piece is no longer kept: *outer is what it was. */
enum match torn_join(struct reader *r, const struct view *v, char joined[2 * PATTERN_REACH],
                     struct hpt_str *whole, struct found *f, struct torn *outer);

/* The innermost torn line of which `more`, at the start of a line, may be a further piece, or NULL.
 */
struct torn *torn_goes_on(struct reader *r, struct hpt_str more);
/* It is one: adds it. */
void torn_extend(struct reader *r, struct torn *t, struct hpt_str more);

#endif

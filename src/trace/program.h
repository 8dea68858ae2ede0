/* A pattern compiled for lines as they nearly always are: whole, with figures of ordinary length. A
 * program reads such a line once from its first byte to its last; whatever else comes is left to
 * pattern_match, and the two never differ. */
#ifndef TRACE_PROGRAM_H
#define TRACE_PROGRAM_H

#include "trace/pattern.h"

enum {
    PROGRAM_STEPS = PATTERN_PARTS + PATTERN_REACH / 8,
    PROGRAM_ROOM = 640 /* bytes that program_match may look at */
};

enum program_step_kind { STEP_TEXT, STEP_DECIMAL, STEP_POINTER, STEP_STRICT_POINTER, STEP_FIBER };

struct program_step {
    uint8_t kind;
    uint8_t slot;  /* where the value goes */
    uint8_t count; /* bytes of text, at most 8 */
    uint64_t text; /* as loaded from memory */
    uint64_t mask; /* the bytes of it that count */
};

/* Runs steps; where they end, or NULL. */
typedef const char *program_run(const struct program_step *s, const char *at, struct fields *f);

struct program {
    uint64_t head; /* the first bytes of every match, where it begins with text, and their mask */
    uint64_t head_mask;
    uint8_t head_count;
    uint8_t count;
    uint8_t texts;    /* the first steps are so many texts */
    program_run *run; /* runs the steps behind them, where their sequence is a common one */
    struct program_step steps[PROGRAM_STEPS]; /* what follows the head */
};

void program_compile(struct program *program, const struct pattern *p);

/* Do the eight bytes of a buffer, as loaded, begin a match? */
static inline bool program_begins(const struct program *program, uint64_t eight)
{
    return ((eight ^ program->head) & program->head_mask) == 0;
}

/* Matches the front of a buffer of at least PROGRAM_ROOM bytes for which program_begins. MATCH_YES:
 * the line ends at *end, with LF or CR; *fields is filled but for `decimal`. MATCH_NO: no line here
 * matches. MATCH_MORE: only pattern_match can tell. */
enum match program_match(const struct program *program, const char *at, struct fields *fields,
                         const char **end);

#endif

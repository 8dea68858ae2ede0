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

/* Up to eight bytes of text. */
struct program_text {
    uint64_t bytes; /* as loaded from memory */
    uint64_t mask;  /* those that count */
    size_t at;      /* where they are in a match, as far as that is known */
};

struct program_step {
    uint8_t kind;
    uint8_t slot;  /* where the value goes */
    uint8_t count; /* bytes of text */
    struct program_text text;
};

struct program;

/* Runs the steps; where they end, or NULL. */
typedef const char *program_run(const struct program *p, const char *at, struct fields *f);

/* A match begins with texts: the head, of at most eight bytes, and the others; steps follow. */
struct program {
    struct program_text head;
    size_t front; /* bytes of all these texts */
    uint8_t text_count;
    uint8_t count;
    program_run *run; /* made for a sequence of steps that is common, or for any */
    struct program_text texts[PATTERN_REACH / 8];
    struct program_step steps[PROGRAM_STEPS];
};

void program_compile(struct program *program, const struct pattern *p);

static inline bool program_text_is(const struct program_text *text, uint64_t eight)
{
    return ((eight ^ text->bytes) & text->mask) == 0;
}

/* Do the eight bytes of a buffer, as loaded, begin a match? */
static inline bool program_begins(const struct program *program, uint64_t eight)
{
    return program_text_is(&program->head, eight);
}

/* Matches the front of a buffer of at least PROGRAM_ROOM bytes for which program_begins. MATCH_YES:
 * the line ends at *end, with LF or CR; *fields is filled but for `decimal`. MATCH_NO: no line here
 * matches. MATCH_MORE: only pattern_match can tell. */
static inline enum match program_match(const struct program *program, const char *at,
                                       struct fields *fields, const char **end)
{
    uint64_t eight;

    for (uint8_t i = 0; i < program->text_count; i++) {
        memcpy(&eight, at + program->texts[i].at, sizeof eight);
        if (!program_text_is(&program->texts[i], eight))
            return MATCH_NO;
    }
    at = program->run(program, at + program->front, fields);
    *end = at;
    return at && (*at == '\n' || *at == '\r') ? MATCH_YES : MATCH_MORE;
}

#endif

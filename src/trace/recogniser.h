/* Is there a trace line here? All dialects' shapes at once. */
#ifndef TRACE_RECOGNISER_H
#define TRACE_RECOGNISER_H

#include "trace/dialect.h"
#include "trace/program.h"
#include "trace/scan.h"

enum {
    RECOGNISER_SHAPES = 64,
    RECOGNISER_NEEDLES = 64,
    RECOGNISER_TEARS = 4,
    RECOGNISER_SECONDS = 8
};

struct compiled {
    struct program program;
    uint64_t rivals; /* shapes before it that may match the same line, a bit each */
    struct pattern pattern;
    enum shape_kind kind;
    const struct dialect *dialect;
};

struct recogniser {
    struct compiled shapes[RECOGNISER_SHAPES];
    uint8_t count;
    uint64_t weak;             /* those that count only behind a sure line */
    uint64_t shapes_of[256];   /* the shapes that can begin with this byte, a bit each */
    bool begins[256];          /* can a trace line begin with this byte? */
    bool begins_anchored[256]; /* the same at the start of a line */
    /* By the first byte and a part of the second: the shape to try first, from 1; or 0. */
    uint8_t recent[256][RECOGNISER_SECONDS];
    bool weak_allowed;    /* a sure line of the weak shapes' dialect has been seen */
    struct finder finder; /* finds the places that recognise_needle looks for */
    struct hpt_str needles[RECOGNISER_NEEDLES]; /* one is in every line with a trace line */
    uint8_t needle_count;
    uint64_t needles_of[256]; /* those that begin with this byte, a bit each */
};

/* A line, or the part of it that is still undecided. */
struct view {
    struct hpt_str text;
    bool ended;      /* the line is complete */
    bool line_start; /* text begins at the start of the line */
    char before;     /* else: the byte before it */
};

/* A trace line in a view, and the beginnings of others that it broke into. */
struct found {
    const struct compiled *shape;
    struct fields fields;
    size_t at;                      /* where the trace line begins */
    size_t tears[RECOGNISER_TEARS]; /* where torn pieces before it begin, outermost first */
    uint8_t tear_count;
    bool garbled; /* something was so near to a trace line that it must have been one */
};

/* The first byte of what was found: of the trace line, or of the outermost piece before it. */
static inline size_t found_from(const struct found *f)
{
    return f->tear_count > 0 ? f->tears[0] : f->at;
}

/* The event shapes of one dialect, or with NULL of all. `interest`: see recognise_needle; not kept.
 */
void recogniser_init(struct recogniser *r, const struct dialect *only,
                     const struct interest *interest);

/* A trace line that begins at `at` or inside a piece of one that begins there. MATCH_MORE: it may
 * become one when the line goes on. */
enum match recognise_at(const struct recogniser *r, const struct view *v, size_t at,
                        struct found *f);

/* The first trace line in the view, with the same results. *f also tells of garbled ones before it.
 */
enum match recognise(const struct recogniser *r, const struct view *v, struct found *f);

/* A trace line that is a whole line at the front of a buffer of at least PROGRAM_ROOM bytes, which
 * begins a line: sets *shape and *fields and returns its end. NULL: recognise must decide. */
const char *recognise_whole(struct recogniser *r, const char *at, const struct compiled **shape,
                            struct fields *fields);

/* One more text that recognise_needle stops at; borrowed. */
void recogniser_watch(struct recogniser *r, struct hpt_str needle);

/* The first place in [at, end) where a trace line may be, whole or torn, or where a NUL is, or an
 * LF or CR with a byte of interest behind it; or end. A line without such a place holds no trace
 * line and none that was garbled. */
const char *recognise_needle(const struct recogniser *r, const char *at, const char *end);

/* Is all of `text` the beginning of some trace line, with more to come? */
bool is_beginning(const struct recogniser *r, struct hpt_str text);

#endif

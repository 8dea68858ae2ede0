/* The limits of `heapterm check`: those on the command line, and those of a budget file, which is
 * an INI file with the sections [run] and [phase NAME]. */
#ifndef CLI_LIMITS_H
#define CLI_LIMITS_H

#include "cli/config.h"

struct limits {
    struct hpt_limit *of;
    size_t count;
    const char *mark;     /* the pattern of marks, borrowed; NULL: none */
    struct config config; /* the budget file, which the limits borrow from */
};

/* Reads a value as it stands on the command line and in files; a name is a part of it. False: it is
 * none. */
bool limit_parse(enum hpt_limit_kind kind, const char *value, uint64_t *amount,
                 struct hpt_str *name);

/* What a value must be, for a sentence. */
const char *limit_wants(enum hpt_limit_kind kind);

/* Reads the budget file, then what was typed: of the whole input that holds instead of the file's.
 * The program's own limits (until, silence) come last. With HPT_OK or not, limits_release
 * follows. */
enum hpt_status limits_read(struct limits *l, const struct settings *s,
                            struct fault *f) HPT_MUST_CHECK;

/* A budget file alone. */
enum hpt_status limits_read_file(struct limits *l, const char *path,
                                 struct fault *f) HPT_MUST_CHECK;
void limits_release(struct limits *l);

#endif

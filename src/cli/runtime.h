/* For a log without a heap trace: which runtime wrote it, and how it is made to print one. */
#ifndef CLI_RUNTIME_H
#define CLI_RUNTIME_H

#include "io/fault.h"

enum { RUNTIME_LINE = 160 };

struct runtime {
    const struct runtime_kind *kind; /* NULL: not recognised */
    uint64_t bytes;
    uint64_t strange; /* of them, those that no text has */
    size_t used;
    char line[RUNTIME_LINE]; /* the beginning of the one that comes in */
};

/* Takes what is no trace line, in pieces of any size. *r is all zero at first. */
void runtime_text(struct runtime *r, struct hpt_str bytes);

/* The sentence for an input that holds no heap trace. */
enum hpt_status fault_no_trace(struct fault *f, const struct runtime *r, const char *input);

#endif

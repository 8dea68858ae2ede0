/* For a log without a heap trace: which runtime wrote it, and how it is made to print one. */
#ifndef CLI_RUNTIME_H
#define CLI_RUNTIME_H

#include "io/fault.h"

enum { RUNTIME_LINE = 160 };

struct runtime {
    const struct runtime_kind *kind; /* NULL: not recognised */
    bool has_trace;                  /* the question is settled: nothing more is looked at */
    uint64_t bytes;
    uint64_t strange; /* of them, those that no text has */
    size_t used;
    char line[RUNTIME_LINE]; /* the beginning of the one that comes in */
};

/* Hears what is no trace line as long as the tracker lives. *r is all zero at first, and stays
 * where it is. */
enum hpt_status runtime_listen(struct runtime *r, struct hpt_tracker *tracker) HPT_MUST_CHECK;

/* The sentence for an input that holds no heap trace. */
enum hpt_status fault_no_trace(struct fault *f, const struct runtime *r, const char *input);

#endif

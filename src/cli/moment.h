/* WHEN: an instant of an input. */
#ifndef CLI_MOMENT_H
#define CLI_MOMENT_H

#include "heapterm.h"

enum moment_kind { AT_END, AT_FAIL, AT_EVENT, AT_LINE, AT_BYTE, AT_TIME, AT_MARK, AT_PEAK };

struct moment {
    enum moment_kind kind;
    uint64_t number;  /* 0 with AT_END and AT_PEAK, microseconds with AT_TIME */
    const char *text; /* AT_MARK: the first that contains it, borrowed; NULL: the number-th */
};

/* The instant that a part of a run begins with. */
struct since {
    enum hpt_since_kind kind;
    uint64_t number;
    const char *text; /* of a mark; borrowed */
};

/* Reads a WHEN other than end and fail:0, mark:N, or any other text, which is part of a mark's. */
bool since_parse(const char *text, struct since *since);

/* Reads end, peak, fail, fail:N, event:N, line:N, byte:N, mark:N, mark:TEXT, or a time as 12.5s. */
bool moment_parse(const char *text, struct moment *moment);

#endif

/* WHEN: an instant of an input. */
#ifndef CLI_MOMENT_H
#define CLI_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

enum moment_kind { AT_END, AT_FAIL, AT_EVENT, AT_LINE, AT_BYTE, AT_TIME };

struct moment {
    enum moment_kind kind;
    uint64_t number; /* 0 with AT_END, microseconds with AT_TIME */
};

/* Reads end, fail, fail:N, event:N, line:N, byte:N, or a time as 12.5s. */
bool moment_parse(const char *text, struct moment *moment);

#endif

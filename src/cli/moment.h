/* WHEN: an instant of an input. */
#ifndef CLI_MOMENT_H
#define CLI_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

enum moment_kind { AT_END, AT_FAIL, AT_EVENT, AT_LINE, AT_BYTE };

struct moment {
    enum moment_kind kind;
    uint64_t number; /* 0 with AT_END */
};

/* Reads end, fail, fail:N, event:N, line:N or byte:N. */
bool moment_parse(const char *text, struct moment *moment);

#endif

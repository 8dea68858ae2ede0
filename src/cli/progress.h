/* How far a long run has come: one line on standard error, where that is a terminal on which
 * nothing else appears meanwhile. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PROGRESS_FIRST_MS = 1000, /* what takes less needs none */
    PROGRESS_EVERY_MS = 250
};

struct progress {
    const char *name; /* of what is read; NULL: not started */
    uint64_t start_ns;
    size_t columns; /* of the line that stands there now; 0: none */
};

struct progress_figures {
    uint64_t taken; /* bytes of the input read, packed as they are */
    uint64_t whole; /* bytes that it has; 0: not known */
    uint64_t bytes; /* bytes of the log, unpacked */
};

/* Whether the line disturbs nobody. `is_quiet`: standard output gets nothing until the end. */
bool progress_is_wanted(bool is_quiet);

void progress_start(struct progress *p, const char *name);
void progress_show(struct progress *p, const struct progress_figures *figures);

/* Takes the line away, if there is one. `is_interrupted`: and the ^C that the terminal has shown.
 */
void progress_clear(struct progress *p, bool is_interrupted);

#endif

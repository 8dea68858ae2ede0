/* How long a run may take: --for, and --timeout where a line is waited for. */
#ifndef CLI_PATIENCE_H
#define CLI_PATIENCE_H

#include "cli/command.h"

/* Milliseconds; 0: as long as it likes. */
uint64_t patience_ms(const struct settings *s);

/* The sentence for a port that did not come in the time of --for. */
enum hpt_status fault_absent(struct fault *f, const struct settings *s, const char *port);

#endif

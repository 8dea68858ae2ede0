/* `replay --to`: what came from a board, for another program to read as if it came now. */
#ifndef CLI_RELAY_H
#define CLI_RELAY_H

#include "cli/command.h"

/* The exit code. */
int relay(const struct settings *settings, struct fault *f);

#endif

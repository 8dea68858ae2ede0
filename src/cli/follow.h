/* An input shown through the log view: what `monitor` and `replay` share. */
#ifndef CLI_FOLLOW_H
#define CLI_FOLLOW_H

#include "cli/command.h"

/* The exit code. `keys`: what is typed goes to the device. */
int follow(const struct settings *settings, bool keys, struct fault *f);

#endif

/* One input held to a budget. */
#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include "cli/command.h"

/* `settings->until` is a pattern. The exit code. */
int check(const struct settings *settings, struct fault *f);

#endif

/* The maps of several inputs, made side by side and written in the order of the inputs. */
#ifndef CLI_MAPS_H
#define CLI_MAPS_H

#include "cli/command.h"

/* The exit code: 0, or that of the first input that failed; faults are printed as they come. */
int maps(const struct settings *settings, struct fault *f);

#endif

#include "cli/follow.h"

static int run(const struct settings *s, struct fault *f)
{
    return follow(s, true, f);
}

const struct command cmd_monitor = {
    .name = "monitor",
    .operands = "[INPUT [BAUD]]",
    .about = "the terminal: the device's output with its heap, your keys to the device",
    .detail = "Shows what the device says as it comes. Trace lines of the heap are replaced by one "
              "line each; a failed allocation is followed by its reason and the map of the heap. "
              "What is typed goes to the device. Ctrl-C or Ctrl-] ends, with a summary; Ctrl-T ? "
              "shows what else can be done. The word monitor may be left out.",
    .bit = FOR_MONITOR,
    .least_operands = 0,
    .most_operands = 2,
    .run = run,
};

#include "cli/follow.h"

static int run(const struct settings *s, struct fault *f)
{
    return follow(s, false, f);
}

const struct command cmd_tui = {
    .name = "tui",
    .operands = "INPUT [BAUD]",
    .about = "the full-screen view: map, curves, lists, and any instant that was",
    .detail =
        "Shows the heap of a port, a log, a recording or a pipe on the whole screen: the map, the "
        "curves of the run, lists of events, blocks, holes, sites, leaks and warnings, and the "
        "device's own log. Space stands still while reading goes on, the arrows step through the "
        "events, Shift with them leads from failure to failure, e says why an allocation failed, "
        "and ? shows every key. q ends, with the summary of the run.",
    .bit = FOR_TUI,
    .least_operands = 1,
    .most_operands = 2,
    .run = run,
};

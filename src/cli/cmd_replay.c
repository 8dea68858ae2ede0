#include "cli/follow.h"

static int run(const struct settings *s, struct fault *f)
{
    return follow(s, false, f);
}

const struct command cmd_replay = {
    .name = "replay",
    .operands = "INPUT",
    .about = "a log, played through the view of the monitor",
    .detail =
        "Shows a log as the monitor would have shown it live, as fast as it can be read. The "
        "log is what any terminal program has written; nothing is sent. Ctrl-C ends, with the "
        "summary of what was shown.",
    .bit = FOR_REPLAY,
    .least_operands = 1,
    .most_operands = 1,
    .run = run,
};

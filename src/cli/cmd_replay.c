#include "cli/follow.h"
#include "cli/relay.h"

static int run(const struct settings *s, struct fault *f)
{
    return s->to != NULL ? relay(s, f) : follow(s, false, f);
}

const struct command cmd_replay = {
    .name = "replay",
    .operands = "INPUT",
    .about = "a recording or a log, played through the view of the monitor",
    .detail =
        "Shows a recording or a log as the monitor would have shown it live; nothing is sent. On a "
        "terminal a recording is played at its own pace, where space pauses and goes on; into a "
        "pipe or a file it goes as fast as it is taken, as with --speed max. A log, which is what "
        "any terminal program has written, has no times and always goes as fast as it can be read. "
        "With --to the bytes go to another program as if they came from the board. Ctrl-C ends, "
        "with the summary of what was shown.",
    .bit = FOR_REPLAY,
    .least_operands = 1,
    .most_operands = 1,
    .run = run,
};

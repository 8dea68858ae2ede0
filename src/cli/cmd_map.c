#include "cli/map.h"
#include "cli/maps.h"

static int run(const struct settings *settings, struct fault *f)
{
    struct map m;

    if (settings->operand_count > 1)
        return maps(settings, f);
    if (map_open(&m, settings, NULL, f) == HPT_OK)
        session_run(&m.instant.session);
    return instant_close(&m.instant);
}

const struct command cmd_map = {
    .name = "map",
    .operands = "INPUT...",
    .about = "every block of the heap at one instant",
    .detail =
        "Reads the input up to the instant and draws the heap: every block, every hole, and "
        "how far the picture can be trusted. Free blocks are listed by the address and the "
        "bytes that malloc could give of each. On a port, Ctrl-C is the end of the input; of a "
        "file or a pipe it gives the map of what was read so far. Several inputs are read "
        "side by side; their maps come in the order of the inputs, with --json one document "
        "after the other.",
    .bit = FOR_MAP,
    .least_operands = 1,
    .most_operands = SIZE_MAX,
    .run = run,
};

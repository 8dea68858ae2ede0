#include "base/out.h"
#include "cli/check.h"
#include "cli/options.h"

static int run(const struct settings *settings, struct fault *f)
{
    struct settings own = *settings;

    /* To others it is an instant; here it is a pattern, and only if it was asked for. */
    own.until_us = 0;
    own.until_fail = own.until_sent = false;
    if (!option_is_typed(settings, "until"))
        own.until = NULL;
    return check(&own, f);
}

const struct command cmd_check = {
    .name = "check",
    .operands = "INPUT",
    .about = "a verdict on the heap, and an exit code for CI",
    .detail =
        "Reads the input to its end, or until a line matches --until, and holds it to a budget: "
        "limits from --budget FILE and from options. Exit code 0 if all are kept; 1 if one is "
        "broken, each with a sentence and the place; 3 if the input does not tell, as without a "
        "heap trace, or was interrupted. A site with a limit that never allocated is kept, with a "
        "warning, as its name may be misspelt. Restarts and fatal errors break every budget unless "
        "--allow-restarts. "
        "Without any limit nothing may fail and nothing may contradict the trace.",
    .bit = FOR_CHECK,
    .least_operands = 1,
    .most_operands = 1,
    .run = run,
};

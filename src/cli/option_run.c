/* Options: how long, and until what. */
#include "cli/numbers.h"
#include "cli/options.h"

#include <string.h>

static bool set_until(struct settings *s, const char *value)
{
    s->until_fail = strcmp(value, "fail") == 0;
    s->until_sent = strcmp(value, "sent") == 0;
    return s->until_fail || s->until_sent;
}

static bool set_for(struct settings *s, const char *value)
{
    return seconds_parse(value, &s->for_ms);
}

static const struct option_row rows[] = {
    {0, "until", "WHAT", FOR_MONITOR,
     "end before the input does: fail after the report of the first allocation that fails, with "
     "exit code 3 if none does; sent when all of standard input has left for the device",
     set_until, "fail or sent", NULL, .values = "fail sent", .is_common = true},
    {0, "for", "SECONDS", FOR_MONITOR, "end after this time", set_for,
     "a number of seconds above 0 such as 10 or 0.5", NULL, .is_common = true},
    {0},
};

const struct option_group group_run = {"End", rows};

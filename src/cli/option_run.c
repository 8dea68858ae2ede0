/* Options: how long, and until what. */
#include "cli/numbers.h"
#include "cli/options.h"

#include <string.h>

static bool set_until(struct settings *s, const char *value)
{
    if (strcmp(value, "fail") == 0)
        return s->until_fail = true;
    return time_parse(value, &s->until_us) && s->until_us > 0;
}

static bool set_for(struct settings *s, const char *value)
{
    return seconds_parse(value, &s->for_ms);
}

static const struct option_row rows[] = {
    {0, "until", "WHAT", FOR_MONITOR | FOR_REPLAY,
     "fail: end after the report of the first allocation that fails; exit code 3 if none does. "
     "With "
     "replay also a time of the recording such as 60s",
     set_until, "fail, or with replay a time such as 60s", NULL},
    {0, "for", "SECONDS", FOR_MONITOR | FOR_RECORD, "end after this time", set_for,
     "a number of seconds above 0 such as 10 or 0.5", NULL},
    {0},
};

const struct option_group group_run = {"End", rows};

/* Options: how long, and until what. */
#include "cli/numbers.h"
#include "cli/options.h"

#include <string.h>

static bool set_until(struct settings *s, const char *value)
{
    s->until_fail = true;
    return strcmp(value, "fail") == 0;
}

static bool set_for(struct settings *s, const char *value)
{
    return seconds_parse(value, &s->for_ms);
}

static const struct option_row rows[] = {
    {0, "until", "fail", FOR_MONITOR,
     "end after the report of the first allocation that fails; exit code 3 if none does", set_until,
     "fail", NULL, .values = "fail", .is_common = true},
    {0, "for", "SECONDS", FOR_MONITOR, "end after this time", set_for,
     "a number of seconds above 0 such as 10 or 0.5", NULL, .is_common = true},
    {0},
};

const struct option_group group_run = {"End", rows};

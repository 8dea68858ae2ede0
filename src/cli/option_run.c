/* Options: how long, and until what. */
#include "cli/numbers.h"
#include "cli/options.h"
#include "cli/patterns.h"

#include <string.h>

static bool set_until(struct settings *s, const char *value)
{
    s->until = value;
    s->until_fail = strcmp(value, "fail") == 0;
    s->until_sent = strcmp(value, "sent") == 0;
    s->until_us = 0;
    (void)time_parse(value, &s->until_us);
    /* Of check it is a pattern: until_check. That command does not read it from a file. */
    return !s->is_file || s->until_fail || s->until_sent || s->until_us > 0;
}

static bool set_for(struct settings *s, const char *value)
{
    return seconds_parse(value, &s->for_ms);
}

static bool set_wait_for(struct settings *s, const char *value)
{
    s->wait_for = value;
    return pattern_is_good(value);
}

static bool set_timeout(struct settings *s, const char *value)
{
    return seconds_parse(value, &s->timeout_ms);
}

static const struct option_row rows[] = {
    {0, "until", "WHAT", FOR_MONITOR | FOR_REPLAY | FOR_CHECK,
     "end before the input does: fail after the report of the first allocation that fails, with "
     "exit code 3 if none does; sent when all of standard input has left for the device; with "
     "replay a time of the recording such as 60s; with check a pattern that a line of the device "
     "must match",
     set_until, "fail, sent, or with replay a time such as 60s", NULL, .values = "fail sent",
     .is_common = true},
    {0, "for", "SECONDS", FOR_MONITOR | FOR_RECORD | FOR_CHECK, "end after this time", set_for,
     "a number of seconds above 0 such as 10 or 0.5", NULL, .is_common = true},
    {0, "wait-for", "REGEX", FOR_MONITOR,
     "end with 0 when a line of the device matches, or what there is of one; with --timeout",
     set_wait_for, NULL, fault_pattern},
    {0, "timeout", "SECONDS", FOR_MONITOR | FOR_CHECK,
     "end with 1 when --wait-for, or --until of check, has waited so long", set_timeout,
     "a number of seconds above 0 such as 10 or 0.5", NULL},
    {0},
};

const struct option_group group_run = {"End", rows};

/* Of the other commands it is one of few words. */
static enum hpt_status until_check(const struct settings *s, struct fault *f)
{
    if (s->until == NULL || s->until_fail || s->until_sent || s->until_us > 0)
        return HPT_OK;
    return fault_usage(f, "%suntil takes fail, sent, or with replay a time such as 60s, not '%s'",
                       option_is_typed(s, "until") ? "--" : "", s->until);
}

static enum hpt_status check_check(const struct settings *s, struct fault *f)
{
    if (s->until != NULL && !pattern_is_good(s->until))
        return fault_pattern(f, s->until);
    if (option_is_typed(s, "timeout") && s->until == NULL)
        return fault_usage(f, "--timeout is for --until; give that too, or end with --for");
    if (option_is_typed(s, "margin") && s->check.write_budget == NULL)
        return fault_usage(f, "--margin is for --write-budget; give that too, or leave it out");
    return HPT_OK;
}

enum hpt_status run_check(const struct settings *s, struct fault *f)
{
    if (s->command == &cmd_check)
        return check_check(s, f);
    if ((s->command->bit & (FOR_MONITOR | FOR_REPLAY)) != 0 && until_check(s, f) != HPT_OK)
        return f->status;
    if (s->until_us > 0 && s->command == &cmd_monitor && option_is_typed(s, "until"))
        return fault_usage(f,
                           "--until with a time is for heapterm replay; the monitor ends after a "
                           "time with --for");
    if (s->until_sent && s->command == &cmd_replay)
        return fault_usage(f, "nothing is sent to a recording; leave --until sent out");
    if (s->until_us > 0 && s->until_us <= s->from_us)
        return fault_usage(f, "--until is not after --from; leave one of them out");
    if (s->end_key == s->menu_key)
        return fault_usage(f, "--exit-char and --menu-char are the same key; give another one");
    if (option_is_typed(s, "timeout") && s->wait_for == NULL)
        return fault_usage(f, "--timeout is for --wait-for; give that too, or end with --for");
    return HPT_OK;
}

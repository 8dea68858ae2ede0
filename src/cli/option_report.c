/* Options: of what a report is made. */
#include "cli/numbers.h"
#include "cli/options.h"
#include "cli/patterns.h"

static bool set_since(struct settings *s, const char *value)
{
    return since_parse(value, &s->since);
}

static bool set_mark(struct settings *s, const char *value)
{
    s->mark = value;
    return pattern_is_good(value);
}

static bool set_run(struct settings *s, const char *value)
{
    return number_parse(value, &s->run) && s->run > 0;
}

OPTION_FLAG(set_explain_metrics, explain_metrics)

static const struct option_row rows[] = {
    {0, "mark", "REGEX", FOR_MAP | FOR_EXPLAIN | FOR_DIFF | FOR_REPORT | FOR_CHECK,
     "a line of the device that matches is a mark, as a key press is while a device talks; in "
     "check "
     "it begins a phase that is named by what matched; --at mark:N and mark:TEXT are such instants",
     set_mark, NULL, fault_pattern, .is_common = true},
    {0, "since", "MARK|WHEN", FOR_REPORT,
     "report on what comes after: mark:N, a part of a mark's text, or event:N, line:N, byte:N, "
     "fail:N or a time such as 12.5s",
     set_since, "mark:N, a part of a mark's text, event:N, line:N, byte:N, fail:N or a time", NULL,
     .is_common = true},
    {0, "run", "N", FOR_REPORT,
     "report on this run of a device that started over; the longest unless given", set_run,
     "a number of 1 or more", NULL},
    {0, "explain-metrics", NULL, FOR_REPORT,
     "say of every figure what it means, its formula and its source, and end", set_explain_metrics,
     NULL, NULL, .is_typed_only = true},
    {0},
};

const struct option_group group_report = {"Report", rows};

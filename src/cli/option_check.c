/* Options: what a heap may cost. */
#include "base/str.h"
#include "cli/limits.h"
#include "cli/numbers.h"
#include "cli/options.h"

static bool is_limit(enum hpt_limit_kind kind, const char *value)
{
    struct hpt_str name;
    uint64_t amount;

    return limit_parse(kind, value, &amount, &name);
}

/* Limits are read where the budget is put together (cli/limits.c). */
#define LIMIT_OPTION(function, kind)                                                               \
    static bool function(struct settings *s, const char *value)                                    \
    {                                                                                              \
        (void)s;                                                                                   \
        return is_limit(kind, value);                                                              \
    }

LIMIT_OPTION(set_max_used, HPT_LIMIT_MAX_USED)
LIMIT_OPTION(set_min_largest, HPT_LIMIT_MIN_LARGEST)
LIMIT_OPTION(set_max_fragmentation, HPT_LIMIT_MAX_FRAGMENTATION)
LIMIT_OPTION(set_allow_restarts, HPT_LIMIT_ALLOW_RESTARTS)

static bool set_nothing(struct settings *s, const char *value)
{
    (void)s;
    (void)value;
    return true;
}

static bool set_max_site(struct settings *s, const char *value)
{
    if (!is_limit(HPT_LIMIT_MAX_SITE, value))
        return false;
    s->check.sites[s->check.site_count++] = value;
    return true;
}

static bool set_budget(struct settings *s, const char *value)
{
    s->check.budget = value;
    return *value != '\0';
}

static bool set_write_budget(struct settings *s, const char *value)
{
    s->check.write_budget = value;
    return *value != '\0';
}

static bool set_margin(struct settings *s, const char *value)
{
    s->check.margin_given = true;
    return percent_parse(value, &s->check.margin);
}

static bool set_junit(struct settings *s, const char *value)
{
    s->check.junit = value;
    return *value != '\0';
}

static bool set_silence(struct settings *s, const char *value)
{
    return seconds_parse(value, &s->check.silence_ms);
}

OPTION_FLAG(set_github, check.github)

static const struct option_row rows[] = {
    {0, "budget", "FILE", FOR_CHECK,
     "the limits: an INI file with the names of the options below, for the whole [run] and for "
     "each [phase NAME]",
     set_budget, "the name of a file", NULL, .is_common = true},
    {0, "max-used", "BYTES", FOR_CHECK,
     "the heap never uses more than this, headers and rounding counted", set_max_used,
     "bytes such as 3900 or 12K", NULL, .is_common = true},
    {0, "min-largest", "BYTES", FOR_CHECK, "a block of this size could be allocated at any time",
     set_min_largest, "bytes such as 512 or 4K", NULL},
    {0, "max-fragmentation", "PERCENT", FOR_CHECK,
     "never more than this share of the free bytes lies outside the largest block that could be "
     "allocated",
     set_max_fragmentation, "percent from 0 to 100 such as 35", NULL},
    {0, "max-site", "NAME:BYTES", FOR_CHECK,
     "a call site never holds more than this: NAME as report or diff call it, the function alone "
     "(with --elf), an address as 0x1b9, or where the device prints no callers a requested size "
     "as 56; may be given again",
     set_max_site, "a site and bytes such as alarm_raise:1K, 0x1b9:1K or 56:1K", NULL,
     .repeats = FOR_CHECK, .most = CHECK_SITES_MOST},
    {0, "no-leaks", NULL, FOR_CHECK,
     "no call site grows and goes on growing, as heapterm report finds it", set_nothing, NULL,
     NULL},
    {0, "no-failures", NULL, FOR_CHECK, "no allocation fails", set_nothing, NULL, NULL},
    {0, "no-errors", NULL, FOR_CHECK,
     "nothing is released twice or never was allocated, and nothing overlaps", set_nothing, NULL,
     NULL},
    {0, "allow-restarts", "N", FOR_CHECK,
     "the device may stop or start over so often; 0 unless given", set_allow_restarts,
     "a number such as 1", NULL},
    {0, "silence", "SECONDS", FOR_CHECK, "the device is never silent for so long", set_silence,
     "a number of seconds above 0 such as 10 or 0.5", NULL},
    {0, "junit", "FILE", FOR_CHECK, "write the findings as JUnit's XML, too", set_junit,
     "the name of a file", NULL},
    {0, "github", NULL, FOR_CHECK, "write annotations for GitHub Actions, too", set_github, NULL,
     NULL},
    {0, "write-budget", "FILE", FOR_CHECK,
     "make the budget from this run; the file is replaced if nothing is broken", set_write_budget,
     "the name of a file", NULL},
    {0, "margin", "PERCENT", FOR_CHECK, "what --write-budget adds to the figures; 10 unless given",
     set_margin, "percent from 0 to 1000 such as 10", NULL},
    {0},
};

const struct option_group group_check = {"Budget", rows};

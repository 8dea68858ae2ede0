/* Options that are no business of one command alone. */
#include "cli/options.h"

enum { FOR_THOSE_THAT_READ_SETTINGS = FOR_ALL & ~(FOR_HELP | FOR_COMPLETIONS) };

static bool set_config(struct settings *s, const char *value)
{
    s->config_path = value;
    return *value != '\0';
}

static bool set_profile(struct settings *s, const char *value)
{
    s->profile = value;
    return *value != '\0';
}

OPTION_FLAG(set_profiles, profiles)
OPTION_FLAG(set_man, man)
OPTION_FLAG(set_help, help)
OPTION_FLAG(set_version, version)

static const struct option_row rows[] = {
    {'P', "profile", "PROFILE", FOR_THOSE_THAT_READ_SETTINGS,
     "also what the settings file says under [PROFILE]", set_profile, "the name of a profile", NULL,
     .is_typed_only = true},
    {0, "config", "FILE", FOR_THOSE_THAT_READ_SETTINGS,
     "the settings file; ~/.config/heapterm/config unless given, /dev/null is none", set_config,
     "the name of a file", NULL, .is_typed_only = true},
    {0, "profiles", NULL, FOR_SETTINGS, "only the names of the profiles, one a line", set_profiles,
     NULL, NULL, .is_typed_only = true},
    {0, "man", NULL, FOR_HELP, "the manual page, for man -l -", set_man, NULL, NULL,
     .is_typed_only = true},
    {'h', "help", NULL, FOR_ALL, "help on a command", set_help, NULL, NULL, .is_common = true,
     .is_typed_only = true},
    {'V', "version", NULL, FOR_ALL, "the version", set_version, NULL, NULL, .is_typed_only = true},
    {0},
};

const struct option_group group_general = {"General", rows};

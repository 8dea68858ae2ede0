/* Options that are no business of one command alone. */
#include "cli/options.h"

OPTION_FLAG(set_man, man)
OPTION_FLAG(set_help, help)
OPTION_FLAG(set_version, version)

static const struct option_row rows[] = {
    {0, "man", NULL, FOR_HELP, "the manual page, for man -l -", set_man, NULL, NULL},
    {'h', "help", NULL, FOR_ALL, "help on a command", set_help, NULL, NULL},
    {'V', "version", NULL, FOR_ALL, "the version", set_version, NULL, NULL},
    {0},
};

const struct option_group group_general = {"General", rows};

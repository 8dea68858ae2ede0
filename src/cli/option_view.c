/* Options: what is shown. */
#include "base/str.h"
#include "cli/options.h"

#include <string.h>

static bool set_color(struct settings *s, const char *value)
{
    static const char *const names[] = {"auto", "always", "never"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(names[i], value) == 0) {
            s->color = (enum color)i;
            return true;
        }
    return false;
}

OPTION_FLAG(set_no_summary, no_summary)
OPTION_FLAG(set_map_full, map_full)
OPTION_FLAG(set_json, json)

static const struct option_row rows[] = {
    {0, "json", NULL, FOR_MAP | FOR_INFO, "the answer as JSON", set_json, NULL, NULL},
    {0, "map-full", NULL, FOR_INPUTS, "draw maps whole, however large", set_map_full, NULL, NULL},
    {0, "no-summary", NULL, FOR_MONITOR | FOR_REPLAY, "end without the summary", set_no_summary,
     NULL, NULL},
    {0, "color", "WHEN", FOR_INPUTS,
     "auto, always or never; auto is on a terminal, unless NO_COLOR is set", set_color,
     "auto, always or never", NULL},
    {0},
};

const struct option_group group_view = {"View", rows};

/* Options: what is typed and sent. */
#include "cli/numbers.h"
#include "cli/options.h"

static bool set_exit_char(struct settings *s, const char *value)
{
    return key_parse(value, &s->end_key);
}

static const struct option_row rows[] = {
    {0, "exit-char", "KEY", FOR_MONITOR,
     "the key that ends instead of Ctrl-C, as ^X or ctrl-x; Ctrl-C then goes to the device",
     set_exit_char, "one character, or a control character such as ^X or ctrl-x", NULL,
     .preset = "^C"},
    {0},
};

const struct option_group group_keys = {"Keys and sending", rows};

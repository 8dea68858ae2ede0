/* Options: what is typed and sent. */
#include "base/bytemap.h"
#include "cli/escapes.h"
#include "cli/numbers.h"
#include "cli/options.h"

#include <string.h>

static bool set_exit_char(struct settings *s, const char *value)
{
    return key_parse(value, &s->end_key);
}

static bool set_menu_char(struct settings *s, const char *value)
{
    return key_parse(value, &s->menu_key);
}

static bool set_eol(struct settings *s, const char *value)
{
    for (size_t i = 0; i < EOL_COUNT; i++)
        if (strcmp(value, eol_name((enum eol)i)) == 0) {
            s->send.eol = (enum eol)i;
            return true;
        }
    return false;
}

static bool set_send(struct settings *s, const char *value)
{
    size_t size;

    s->send_text = value;
    return escapes_take(value, NULL, &size);
}

static bool set_omap(struct settings *s, const char *value)
{
    struct hpt_byte_map map;
    struct hpt_str unknown;

    s->omap = value;
    bytemap_init(&map);
    return bytemap_parse(&map, value, &unknown);
}

static bool set_delay(uint64_t *ms, const char *value)
{
    return number_parse(value, ms) && *ms <= 60000;
}

static bool set_send_delay(struct settings *s, const char *value)
{
    return set_delay(&s->send.send_delay_ms, value);
}

static bool set_line_delay(struct settings *s, const char *value)
{
    return set_delay(&s->send.line_delay_ms, value);
}

OPTION_FLAG(set_echo, echo)
OPTION_FLAG(set_line_mode, line_mode)

static const struct option_row rows[] = {
    {0, "exit-char", "KEY", FOR_MONITOR,
     "the key that ends instead of Ctrl-C, as ^X or ctrl-x; Ctrl-C then goes to the device",
     set_exit_char, "one character, or a control character such as ^X or ctrl-x", NULL,
     .preset = "^C"},
    {0, "menu-char", "KEY", FOR_MONITOR, "the key of the menu instead of Ctrl-T", set_menu_char,
     "one character, or a control character such as ^A or ctrl-a", NULL, .preset = "^T"},
    {0, "eol", "NAME", FOR_MONITOR | FOR_TUI, "what Enter sends: cr, crlf or lf; cr unless given",
     set_eol, "cr, crlf or lf", NULL, .preset = "cr", .values = "cr crlf lf"},
    {0, "omap", "LIST", FOR_MONITOR | FOR_TUI,
     "what typed bytes are sent as, with the names of --imap", set_omap, NULL, fault_byte_map},
    {'e', "echo", NULL, FOR_MONITOR, "show what is typed (for devices that do not)", set_echo, NULL,
     NULL},
    {0, "line-mode", NULL, FOR_MONITOR,
     "edit each line here, with history, and send it whole with Enter", set_line_mode, NULL, NULL},
    {0, "send", "TEXT", FOR_MONITOR | FOR_TUI,
     "send this and a line end at the start; with \\r, \\n, \\t, \\\\ and \\xNN", set_send,
     "text with \\r, \\n, \\t, \\\\ or \\xNN after a backslash", NULL},
    {0, "send-delay", "MS", FOR_MONITOR | FOR_TUI, "wait so many milliseconds after each byte sent",
     set_send_delay, "a number of milliseconds up to 60000", NULL},
    {0, "line-delay", "MS", FOR_MONITOR | FOR_TUI, "wait so many milliseconds after each line sent",
     set_line_delay, "a number of milliseconds up to 60000", NULL},
    {0},
};

const struct option_group group_keys = {"Keys and sending", rows};

/* The manual page, in the man macros of roff. */
#include "base/out.h"
#include "base/str.h"
#include "cli/help.h"
#include "cli/menu.h"
#include "cli/options.h"

/* A minus must stay one when it is copied from the page, and a leading dot is no macro. */
static void text(struct hpt_out *o, const char *t)
{
    if (*t == '.' || *t == '\'')
        out_text(o, "\\&");
    for (; *t != '\0'; t++) {
        if (*t == '-')
            out_text(o, "\\-");
        else if (*t == '\\')
            out_text(o, "\\e");
        else
            out_char(o, *t);
    }
}

static void bold(struct hpt_out *o, const char *t)
{
    out_text(o, "\\fB");
    text(o, t);
    out_text(o, "\\fR");
}

static void line(struct hpt_out *o, const char *t)
{
    text(o, t);
    out_char(o, '\n');
}

static void section(struct hpt_out *o, const char *title)
{
    out_format(o, ".SH %s\n", title);
}

static void tagged(struct hpt_out *o, const char *left, const char *right)
{
    out_text(o, ".TP\n");
    bold(o, left);
    out_char(o, '\n');
    line(o, right);
}

static void pairs(struct hpt_out *o, const struct help_pair *p)
{
    for (; p->left != NULL; p++)
        tagged(o, p->left, p->right);
}

static void command_names(struct hpt_out *o, unsigned bits)
{
    const char *between = "(";

    for (size_t i = 0; commands[i] != NULL; i++)
        if ((commands[i]->bit & bits) != 0) {
            out_format(o, "%s%s", between, commands[i]->name);
            between = ", ";
        }
    out_text(o, ")\n");
}

static void option(struct hpt_out *o, const struct option_row *r)
{
    out_text(o, ".TP\n");
    if (r->letter != '\0')
        out_format(o, "\\fB\\-%c\\fR, ", r->letter);
    out_text(o, "\\fB\\-\\-");
    text(o, r->name);
    out_text(o, "\\fR");
    if (r->argument != NULL)
        out_format(o, " \\fI%s\\fR", r->argument);
    out_char(o, '\n');
    line(o, r->about);
    if ((r->commands & FOR_INPUTS) != FOR_INPUTS)
        command_names(o, r->commands);
}

static void options(struct hpt_out *o)
{
    section(o, "OPTIONS");
    for (size_t g = 0; option_groups[g] != NULL; g++) {
        out_format(o, ".SS %s\n", option_groups[g]->title);
        for (const struct option_row *r = option_groups[g]->rows; r->name != NULL; r++)
            option(o, r);
    }
}

static void synopsis(struct hpt_out *o)
{
    section(o, "SYNOPSIS");
    out_text(o, ".B heapterm\n[INPUT [BAUD]] [OPTION...]\n");
    for (size_t i = 0; commands[i] != NULL; i++) {
        out_text(o, ".br\n");
        bold(o, "heapterm ");
        bold(o, commands[i]->name);
        out_format(o, "%s%s [OPTION...]\n", *commands[i]->operands == '\0' ? "" : " ",
                   commands[i]->operands);
    }
}

static void examples(struct hpt_out *o)
{
    section(o, "EXAMPLES");
    for (const struct help_pair *p = help_examples; p->left != NULL; p++) {
        out_text(o, ".TP\n");
        bold(o, p->left);
        out_char(o, '\n');
        line(o, p->right);
    }
}

static void named(struct hpt_out *o, const char *title, const struct hpt_named *n)
{
    section(o, title);
    for (; n->name != NULL; n++)
        tagged(o, n->name, n->about);
}

static void settings_file(struct hpt_out *o)
{
    section(o, "SETTINGS FILE");
    line(o,
         "Lines of the form NAME = VALUE, where NAME is the long name of an option and VALUE what "
         "it takes; yes or no for an option without a value. A line that begins with # or ; is a "
         "comment, and so is the rest of a line from a ; behind a blank. What stands at the top "
         "or under [default] always applies. Any other [NAME] begins a profile, which applies:");
    tagged(o, "heapterm NAME", "as the input, where no file has that name; its port is read");
    tagged(o, "--profile NAME", "beside any input; its port is read if no input is given");
    tagged(o, "match = PATTERN",
           "unasked, when a pattern as of a shell fits the input: its path, "
           "the device it leads to, its names in /dev/serial/by-id, "
           "usb:VID:PID, usb:VID:PID:SERIAL or the name of the product");
    out_text(o, ".PP\n");
    line(o, "port = INPUT, in a profile or at the top, is what is read then.");
    out_text(o, ".PP\n");
    line(o, "The command line goes before a chosen profile, this before those that match, the "
            "first of them before the next, and these before what always applies. A flag that the "
            "file gives is taken back by --NAME=no. Options that the command does not take, and "
            "the properties of a serial line where a file is read, are passed over. heapterm "
            "settings INPUT says what is in force and where it comes from.");
}

static void surroundings(struct hpt_out *o)
{
    section(o, "KEYS");
    line(o,
         "Ctrl-C and Ctrl-] end, Ctrl-T opens the menu. Everything else that is typed goes to the "
         "device, byte for byte. Standard input that is no terminal is sent whole, without keys "
         "that mean something here. Behind Ctrl-T, with or without Ctrl held:");
    for (const struct menu_item *item = menu_items; item->run != NULL; item++)
        tagged(o, (const char[]){item->letter, '\0'}, item->about);
    tagged(o, "Ctrl-C, Ctrl-], Ctrl-T", "that key, to the device");
    out_text(o, ".PP\n");
    line(o,
         "While replay plays a recording on a terminal, space pauses and goes on, and q ends too.");
    out_text(o, ".PP\n");
    line(o, "While replay or map reads a file or a pipe, Ctrl-C gives the answer for what was "
            "read, and "
            "standard error says up to which byte that is.");
    section(o, "PROGRESS");
    line(o, "What takes longer than a second says on standard error how far it is, if that is a "
            "terminal and nothing else is written to it meanwhile.");
    section(o, "ENVIRONMENT");
    tagged(o, "NO_COLOR", "set to anything: no colours unless --color always asks for them");
    tagged(o, "TERM", "dumb: no colours either");
    tagged(o, "XDG_CONFIG_HOME", "where heapterm/config is looked for, instead of ~/.config");
    tagged(
        o, "HEAPTERM_ROOT",
        "a directory in place of / for /sys, /dev and /var/lock when looking for ports, for tests");
    section(o, "FILES");
    tagged(o, "~/.config/heapterm/config", "the settings file");
    section(o, "EXIT STATUS");
    pairs(o, help_exits);
}

void help_man(struct hpt_out *o)
{
    out_text(o, ".TH HEAPTERM 1 \"\" \"heapterm " HEAPTERM_VERSION "\" \"User Commands\"\n");
    section(o, "NAME");
    out_text(o, "heapterm \\- the serial terminal that sees your heap\n");
    synopsis(o);
    section(o, "DESCRIPTION");
    line(o, "heapterm opens the port of a microcontroller, shows everything the device says, "
            "recognises the heap trace among it, and keeps an exact picture of the device's heap: "
            "every block, every hole, and why an allocation failed.");
    out_text(o, ".PP\nINPUT is one of these:\n");
    pairs(o, help_inputs);
    section(o, "COMMANDS");
    for (size_t i = 0; commands[i] != NULL; i++)
        tagged(o, commands[i]->name, commands[i]->detail);
    options(o);
    named(o, "DIALECTS", hpt_dialects());
    named(o, "ALLOCATORS", hpt_allocators());
    settings_file(o);
    surroundings(o);
    examples(o);
}

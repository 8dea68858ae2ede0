#include "cli/help.h"

#include "base/out.h"
#include "base/str.h"
#include "cli/options.h"

#include <stdio.h>

enum { WIDTH = 80 };

/* `text` in lines of at most WIDTH columns; the first begins at `column`, the others are indented
 * to `indent`. */
static void wrap(struct hpt_out *o, const char *text, size_t column, size_t indent)
{
    while (*text != '\0') {
        size_t word = strcspn(text, " ");
        if (column > indent && column + 1 + word > WIDTH) {
            out_format(o, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            out_char(o, ' ');
            column++;
        }
        out_str(o, (struct hpt_str){text, word});
        column += word;
        text += word + strspn(text + word, " ");
    }
    out_char(o, '\n');
}

/* Two columns; a left side that is too long gets a line of its own. */
static void row(struct hpt_out *o, const char *left, const char *right, size_t indent)
{
    size_t width = 2 + strlen(left);

    out_format(o, "  %s", left);
    if (width + 2 > indent) {
        out_char(o, '\n');
        width = 0;
    }
    out_format(o, "%*s", (int)(indent - width), "");
    wrap(o, right, indent, indent);
}

static void pairs(struct hpt_out *o, const char *title, const struct help_pair *p, size_t indent)
{
    out_format(o, "\n%s\n", title);
    for (; p->left != NULL; p++)
        row(o, p->left, p->right, indent);
}

static void names(struct hpt_out *o, const char *title, const struct hpt_named *named)
{
    out_format(o, "\n%s\n", title);
    for (; named->name != NULL; named++)
        row(o, named->name, named->about, 22);
}

static void option(struct hpt_out *o, const struct option_row *r)
{
    char left[64], letter[8] = "";

    if (r->letter != '\0')
        (void)snprintf(letter, sizeof letter, "-%c, ", r->letter);
    (void)snprintf(left, sizeof left, "%s--%s%s%s", letter, r->name, r->argument != NULL ? " " : "",
                   r->argument != NULL ? r->argument : "");
    row(o, left, r->about, 22);
}

/* The options of the commands in `bits`, by groups. */
static void options(struct hpt_out *o, unsigned bits)
{
    for (size_t g = 0; option_groups[g] != NULL; g++) {
        bool is_titled = false;
        for (const struct option_row *r = option_groups[g]->rows; r->name != NULL; r++) {
            if ((r->commands & bits) == 0)
                continue;
            if (!is_titled)
                out_format(o, "\nOptions: %s\n", option_groups[g]->title);
            is_titled = true;
            option(o, r);
        }
    }
}

void help_version(struct hpt_out *o)
{
    out_text(o, "heapterm " HEAPTERM_VERSION "\n");
}

void help_overview(struct hpt_out *o)
{
    out_text(o, "heapterm, the serial terminal that sees your heap\n\n"
                "  heapterm INPUT [BAUD] [OPTION...]\n"
                "  heapterm COMMAND ... [OPTION...]\n\nCommands\n");
    for (size_t i = 0; commands[i] != NULL; i++)
        row(o, commands[i]->name, commands[i]->about, 22);
    pairs(o, "INPUT", help_inputs, 22);
    options(o, FOR_INPUTS);
    out_text(o, "\nheapterm help COMMAND says which options a command takes.\n");
    out_text(o, "\nExamples\n");
    for (const struct help_pair *p = help_examples; p->left != NULL; p++)
        out_format(o, "  %s\n      %s\n", p->left, p->right);
    pairs(o, "Exit codes", help_exits, 22);
}

void help_command(struct hpt_out *o, const struct command *c)
{
    out_format(o, "heapterm %s %s [OPTION...]\n\n", c->name, c->operands);
    wrap(o, c->detail, 0, 0);
    if (c->bit != FOR_HELP)
        pairs(o, "INPUT", help_inputs, 22);
    options(o, c->bit);
    if ((c->bit & FOR_INPUTS) == 0)
        return;
    names(o, "Dialects", hpt_dialects());
    names(o, "Allocators", hpt_allocators());
}

#include "cli/help.h"

#include "base/out.h"
#include "base/str.h"
#include "cli/menu.h"
#include "cli/options.h"

#include <stdio.h>

enum { WIDTH = 80, OVERVIEW_EXAMPLES = 4 };

/* `text` in lines of at most WIDTH columns; the first begins at `column`, the others are indented
 * to `indent`. */
static void wrap(struct hpt_out *o, struct hpt_str text, size_t column, size_t indent)
{
    while (text.len > 0) {
        const char *blank = memchr(text.at, ' ', text.len);
        size_t word = blank != NULL ? (size_t)(blank - text.at) : text.len;
        if (column > indent && column + 1 + word > WIDTH) {
            out_format(o, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            out_char(o, ' ');
            column++;
        }
        out_str(o, (struct hpt_str){text.at, word});
        column += word;
        str_skip(&text, word);
        while (text.len > 0 && *text.at == ' ')
            str_skip(&text, 1);
    }
    out_char(o, '\n');
}

/* Two columns; a left side that is too long gets a line of its own. */
static void row(struct hpt_out *o, const char *left, struct hpt_str right, size_t indent)
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
        row(o, p->left, str_of(p->right), indent);
}

static void names(struct hpt_out *o, const char *title, const struct hpt_named *named)
{
    out_format(o, "\n%s\n", title);
    for (; named->name != NULL; named++)
        row(o, named->name, str_of(named->about), 22);
}

static void option(struct hpt_out *o, const struct option_row *r, struct hpt_str about)
{
    char left[64], letter[8] = "";

    if (r->letter != '\0')
        (void)snprintf(letter, sizeof letter, "-%c, ", r->letter);
    (void)snprintf(left, sizeof left, "%s--%s%s%s", letter, r->name, r->argument != NULL ? " " : "",
                   r->argument != NULL ? r->argument : "");
    row(o, left, about, 22);
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
            option(o, r, str_of(r->about));
        }
    }
}

static void common_options(struct hpt_out *o)
{
    const struct option_row *r;

    out_text(o, "\nOptions used most\n");
    for (size_t i = 0; (r = option_at(i)) != NULL; i++)
        if (r->is_common)
            option(o, r, help_gist(r->about));
}

struct hpt_str help_gist(const char *about)
{
    static const char *const details[] = {"; ", ": ", " ("};
    struct hpt_str gist = str_of(about);

    for (size_t i = 0; i < COUNT(details); i++) {
        const char *detail = strstr(about, details[i]);
        if (detail != NULL && (size_t)(detail - about) < gist.len)
            gist.len = (size_t)(detail - about);
    }
    return gist;
}

void help_version(struct hpt_out *o)
{
    out_text(o, "heapterm " HEAPTERM_VERSION "\n");
}

/* In running text. */
static void exit_codes(struct hpt_out *o)
{
    char text[512] = "Exit codes:";

    for (const struct help_pair *p = help_exits; p->left != NULL; p++) {
        size_t used = strlen(text);
        (void)snprintf(text + used, sizeof text - used, " %s %s%s", p->left, p->right,
                       p[1].left != NULL ? ";" : ".");
    }
    out_char(o, '\n');
    wrap(o, str_of(text), 0, 0);
}

void help_overview(struct hpt_out *o)
{
    out_text(o, "heapterm, the serial terminal that sees your heap\n\n"
                "  heapterm INPUT [BAUD] [OPTION...]\n"
                "  heapterm COMMAND ... [OPTION...]\n\nCommands\n");
    for (size_t i = 0; commands[i] != NULL; i++)
        row(o, commands[i]->name, str_of(commands[i]->about), 22);
    out_text(o, "\nINPUT\n");
    for (const struct help_pair *p = help_inputs; p->left != NULL; p++)
        row(o, p->left, help_gist(p->right), 22);
    common_options(o);
    pairs(o, "More", help_more, 26);
    out_text(o, "\nExamples\n");
    for (size_t i = 0; i < OVERVIEW_EXAMPLES; i++)
        out_format(o, "  %s\n      %s\n", help_examples[i].left, help_examples[i].right);
    exit_codes(o);
}

void help_options(struct hpt_out *o)
{
    out_text(o, "All options, by groups; heapterm help COMMAND has those of one command.\n");
    options(o, FOR_ALL);
}

static void keys(struct hpt_out *o)
{
    out_text(o, "\nKeys behind Ctrl-T, with or without Ctrl\n");
    for (const struct menu_item *item = menu_items; item->run != NULL; item++)
        row(o, (const char[]){item->letter, '\0'}, str_of(item->about), 22);
}

void help_command(struct hpt_out *o, const struct command *c)
{
    out_format(o, "heapterm %s%s%s [OPTION...]\n\n", c->name, *c->operands == '\0' ? "" : " ",
               c->operands);
    wrap(o, str_of(c->detail), 0, 0);
    if ((c->bit & (FOR_LINES | FOR_INFO)) != 0)
        pairs(o, "INPUT", help_inputs, 22);
    options(o, c->bit);
    if (c == &cmd_monitor)
        keys(o);
    if ((c->bit & FOR_INPUTS) == 0)
        return;
    names(o, "Dialects", hpt_dialects());
    names(o, "Allocators", hpt_allocators());
}

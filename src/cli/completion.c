#include "cli/completion.h"

#include "base/str.h"

#include <ctype.h>
#include <stdio.h>

static struct completion words_of(const char *words)
{
    struct completion c = {.kind = COMPLETE_WORDS};

    (void)snprintf(c.words, sizeof c.words, "%s", words);
    return c;
}

static struct completion names_of(const struct hpt_named *names)
{
    struct completion c = {.kind = COMPLETE_WORDS};

    for (size_t used = 0; names->name != NULL && used < sizeof c.words; names++)
        used += (size_t)snprintf(c.words + used, sizeof c.words - used, "%s%s", used > 0 ? " " : "",
                                 names->name);
    return c;
}

/* "fail", "on|off": what is in small letters is to be typed as it stands. */
static bool is_literal(const char *name)
{
    return strspn(name, "abcdefghijklmnopqrstuvwxyz-|") == strlen(name);
}

static struct completion alternatives(const char *name)
{
    struct completion c = words_of(name);

    for (char *bar = c.words; (bar = strchr(bar, '|')) != NULL;)
        *bar = ' ';
    return c;
}

/* BAUD is what --baud takes. */
static const struct option_row *option_called(const char *name)
{
    char small[32] = "";

    for (size_t i = 0; name[i] != '\0' && i + 1 < sizeof small; i++)
        small[i] = (char)tolower((unsigned char)name[i]);
    return option_at(option_number(small));
}

struct completion completion_of_operand(const char *name)
{
    static const struct {
        const char *name;
        enum completion_kind kind;
    } kinds[] = {
        {"INPUT", COMPLETE_INPUT},   {"PORT", COMPLETE_PORT},       {"FILE", COMPLETE_FILE},
        {"DIR", COMPLETE_DIRECTORY}, {"PROFILE", COMPLETE_PROFILE}, {"COMMAND", COMPLETE_COMMAND},
    };

    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strcmp(kinds[i].name, name) == 0)
            return (struct completion){.kind = kinds[i].kind};
    if (is_literal(name))
        return alternatives(name);
    const struct option_row *row = option_called(name);
    if (row != NULL && row->values != NULL)
        return words_of(row->values);
    return (struct completion){.kind = COMPLETE_NOTHING};
}

struct completion completion_of_value(const struct option_row *row)
{
    if (row->values != NULL)
        return words_of(row->values);
    if (row->names != NULL)
        return names_of(row->names());
    return completion_of_operand(row->argument);
}

bool completion_repeats(const struct command *c)
{
    return strstr(c->operands, "...") != NULL;
}

void completion_escape(struct hpt_out *o, struct hpt_str text, const char *special)
{
    for (size_t i = 0; i < text.len; i++) {
        if (strchr(special, text.at[i]) != NULL)
            out_char(o, '\\');
        out_char(o, text.at[i]);
    }
}

void completion_commands(struct hpt_out *o, const char *between)
{
    for (size_t i = 0; commands[i] != NULL; i++)
        out_format(o, "%s%s", i > 0 ? between : "", commands[i]->name);
}

void completion_with_value(struct hpt_out *o, const char *between)
{
    const struct option_row *row;
    const char *lead = "";

    for (size_t i = 0; (row = option_at(i)) != NULL; i++) {
        if (row->argument == NULL)
            continue;
        out_format(o, "%s--%s", lead, row->name);
        lead = between;
        if (row->letter != '\0')
            out_format(o, "%s-%c", lead, row->letter);
    }
}

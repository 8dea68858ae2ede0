#include "base/json.h"
#include "base/str.h"
#include "cli/answer.h"
#include "cli/config.h"
#include "cli/options.h"

/* One setting that is in force. */
struct fact {
    const char *name, *value, *from;
};

enum { FACTS_MAX = OPTIONS_MAX + 1 };

struct facts {
    size_t count;
    struct fact facts[FACTS_MAX];
};

static const char built_in[] = "built in";

static void add(struct facts *all, const char *name, const char *value, const char *from)
{
    all->facts[all->count++] = (struct fact){name, value, from};
}

/* The setting `port` that became the operand; NULL: the operand was typed. */
static const char *port_from(const struct settings *s)
{
    for (size_t i = 0; i < s->config->entry_count; i++)
        if (s->config->entries[i].value == s->operands[0])
            return s->config->entries[i].place;
    return from_command_line;
}

static void gather(const struct settings *s, struct facts *all)
{
    const struct option_row *row;

    all->count = 0;
    if (s->operand_count > 0)
        add(all, "port", s->operands[0], port_from(s));
    for (size_t i = 0; (row = option_at(i)) != NULL; i++) {
        if (row->is_typed_only ||
            (strcmp(row->name, "json") == 0 && s->uses[i].from == from_command_line))
            continue;
        if (s->uses[i].from != NULL)
            add(all, row->name, s->uses[i].value, s->uses[i].from);
        else if (row->preset != NULL)
            add(all, row->name, row->preset, built_in);
    }
}

static bool is_in_force(const struct config_section *section)
{
    return section->use == SECTION_CHOSEN || section->use == SECTION_MATCHES;
}

static const char *why(const struct config_section *section)
{
    return section->use == SECTION_CHOSEN ? "chosen" : "matches";
}

static void write_profiles(struct hpt_out *o, const struct config *c)
{
    const char *between = "";

    out_text(o, "profiles in force: ");
    for (size_t i = 1; i < c->section_count; i++) {
        if (!is_in_force(&c->sections[i]))
            continue;
        out_format(o, "%s%s (%s)", between, c->sections[i].name, why(&c->sections[i]));
        between = ", ";
    }
    out_text(o, *between == '\0' ? "none\n" : "\n");
}

static size_t wider(size_t width, const char *text)
{
    return strlen(text) > width ? strlen(text) : width;
}

/* A value that is too long for its column pushes the rest of its line. */
static void write_text(struct hpt_out *o, const struct config *c, const struct facts *all)
{
    enum { WIDEST = 32 };
    size_t name_width = 0, value_width = 0;

    out_format(o, "settings file: %s%s\n", c->path != NULL ? c->path : "none",
               c->path != NULL && !c->is_there ? " (not there)" : "");
    write_profiles(o, c);
    out_char(o, '\n');
    for (size_t i = 0; i < all->count; i++) {
        name_width = wider(name_width, all->facts[i].name);
        if (strlen(all->facts[i].value) <= WIDEST)
            value_width = wider(value_width, all->facts[i].value);
    }
    for (size_t i = 0; i < all->count; i++) {
        const struct fact *fact = &all->facts[i];
        out_format(o, "%-*s  ", (int)name_width, fact->name);
        out_text(o, fact->value);
        size_t used = strlen(fact->value);
        out_format(o, "%*s  ", (int)(used < value_width ? value_width - used : 0), "");
        out_text(o, fact->from);
        out_char(o, '\n');
    }
}

static void json_fact(struct hpt_out *o, const struct config *c, const struct fact *fact)
{
    const struct config_entry *e = config_entry_from(c, fact->from);
    const char *origin = e != NULL ? "settings file" : fact->from;

    if (fact->from == from_command_line)
        origin = "command line";
    out_text(o, "{");
    json_text(o, "name", fact->name);
    out_text(o, ", ");
    json_text(o, "value", fact->value);
    out_text(o, ", ");
    json_text(o, "from", origin);
    if (e != NULL) {
        out_format(o, ", \"line\": %u, ", e->line);
        json_text(o, "profile", e->section != 0 ? c->sections[e->section].name : NULL);
    }
    out_char(o, '}');
}

static void json_profiles(struct hpt_out *o, const struct config *c)
{
    const char *between = "";

    out_text(o, ", \"profiles\": [");
    for (size_t i = 1; i < c->section_count; i++) {
        out_text(o, between);
        out_char(o, '{');
        json_text(o, "name", c->sections[i].name);
        out_format(o, ", \"line\": %u", c->sections[i].line);
        out_text(o, ", ");
        json_text(o, "in_force", is_in_force(&c->sections[i]) ? why(&c->sections[i]) : NULL);
        out_char(o, '}');
        between = ", ";
    }
    out_char(o, ']');
}

static void write_json(struct hpt_out *o, const struct config *c, const struct facts *all)
{
    out_text(o, "{\"heapterm\": \"settings\", \"version\": 1, ");
    json_text(o, "file", c->is_there ? c->path : NULL);
    json_profiles(o, c);
    out_text(o, ", \"settings\": [");
    for (size_t i = 0; i < all->count; i++) {
        out_text(o, i == 0 ? "\n  " : ",\n  ");
        json_fact(o, c, &all->facts[i]);
    }
    out_text(o, "]}\n");
}

static void write_names(struct hpt_out *o, const struct config *c)
{
    for (size_t i = 1; i < c->section_count; i++) {
        out_text(o, c->sections[i].name);
        out_char(o, '\n');
    }
}

static enum hpt_status tell(const struct settings *s, struct hpt_out *o, struct fault *f)
{
    struct facts all;

    (void)f;
    gather(s, &all);
    if (s->profiles)
        write_names(o, s->config);
    else if (s->json && s->uses[option_number("json")].from == from_command_line)
        write_json(o, s->config, &all);
    else
        write_text(o, s->config, &all);
    return HPT_OK;
}

static int run(const struct settings *s, struct fault *f)
{
    return answer(s, tell, f);
}

const struct command cmd_settings = {
    .name = "settings",
    .operands = "[INPUT]",
    .about = "what is in force for an input, and where it comes from",
    .detail =
        "Lists every option that the command line or the settings file gives, and those that "
        "have a value without, each with the place it comes from. Options of all commands may "
        "be given, to see what they would do. With --json the list is for programs; a json in "
        "the settings file is listed, and is not meant for this command.",
    .bit = FOR_SETTINGS,
    .least_operands = 0,
    .most_operands = 1,
    .run = run,
};

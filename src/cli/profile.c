#include "cli/profile.h"

#include "base/str.h"
#include "cli/config.h"
#include "cli/operands.h"
#include "cli/options.h"
#include "cli/port_names.h"
#include "cli/setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool reads_settings(const struct command *c)
{
    return (option_at(option_number("config"))->commands & c->bit) != 0;
}

static enum hpt_status fault_no_profile(struct fault *f, const struct config *c, const char *name)
{
    const char *nearest = config_nearest_profile(c, name);

    if (!c->is_there)
        return fault_usage(f, "there is no profile %s, for there is no settings file%s%s", name,
                           c->path != NULL ? " " : "", c->path != NULL ? c->path : "");
    if (nearest != NULL)
        return fault_usage(f, "there is no profile %s in %s; did you mean %s?", name, c->path,
                           nearest);
    (void)fault_usage(f, "there is no profile %s in %s, which has", name, c->path);
    for (size_t i = 1; i < c->section_count; i++) {
        size_t used = strlen(f->message);
        (void)snprintf(f->message + used, sizeof f->message - used, "%s %s", i == 1 ? "" : ",",
                       c->sections[i].name);
    }
    return c->section_count > 1
               ? f->status
               : fault_usage(f, "there is no profile %s in %s, which has none", name, c->path);
}

/* The profile that the first operand names, or 0. */
static size_t named_by_operand(const struct config *c, int count, char **words)
{
    struct stat st;

    return count > 0 && stat(words[0], &st) != 0 ? config_profile(c, words[0]) : 0;
}

static enum hpt_status take_port(const struct settings *s, const struct config_section *section,
                                 char **word, struct fault *f)
{
    if (section->port == NULL)
        return fault_usage(f,
                           "the profile %s names no port; add port = ... to it (%s:%u), or give "
                           "one with --profile %s",
                           section->name, s->config->path, section->line, section->name);
    *word = section->port;
    return HPT_OK;
}

/* The operand gives way to the port of the profile that it names. */
static enum hpt_status replace_operand(struct settings *s, size_t profile, int count, char **words,
                                       struct fault *f)
{
    const struct config_section *section = &s->config->sections[profile];

    if (s->profile != NULL)
        return fault_usage(f, "%s and --profile %s both choose a profile; leave one of them out",
                           section->name, s->profile);
    if (operands_inputs(s->command, (size_t)count) > 1)
        return fault_usage(f,
                           "%s is a profile, and a profile is for one input; give the others "
                           "without it, or name files and use --profile %s",
                           section->name, section->name);
    return take_port(s, section, words, f);
}

/* Of several ports each may be that of a profile. */
static enum hpt_status replace_operands(struct settings *s, int count, char **words,
                                        struct fault *f)
{
    for (int i = 0; i < count; i++) {
        size_t profile = named_by_operand(s->config, 1, words + i);
        struct config_section *section = &s->config->sections[profile];
        if (profile == 0)
            continue;
        if (section->named_by != 0)
            return fault_usage(f, "the profile %s is given twice; leave one of them out",
                               section->name);
        if (take_port(s, section, words + i, f) != HPT_OK)
            return f->status;
        section->named_by = (size_t)i + 1;
    }
    return HPT_OK;
}

/* Where no input is given, that of the chosen profile or the usual one is read. */
static void fill_operand(struct config *c, size_t profile, const struct command *command,
                         int *count, char ***words)
{
    struct config_section *section = &c->sections[profile];

    if (section->port == NULL)
        section = &c->sections[0];
    if (*count > 0 || section->port == NULL || operands_inputs(command, 1) == 0)
        return;
    *words = &section->port;
    *count = 1;
}

enum hpt_status profile_choose(struct settings *s, int *count, char ***words, struct fault *f)
{
    struct config *c = s->config;
    size_t profile = 0;

    if (!reads_settings(s->command))
        return HPT_OK;
    enum hpt_status status = config_read(c, &settings_file, s->config_path, f);
    if (status != HPT_OK)
        return status;
    if (s->profile != NULL) {
        profile = config_profile(c, s->profile);
        if (profile == 0)
            return fault_no_profile(f, c, s->profile);
    }
    if (s->command == &cmd_record && *count > 1)
        return replace_operands(s, *count, *words, f);
    size_t by_operand =
        operands_inputs(s->command, 1) == 1 ? named_by_operand(c, *count, *words) : 0;
    if (by_operand != 0) {
        status = replace_operand(s, by_operand, *count, *words, f);
        profile = by_operand;
    }
    if (profile != 0)
        c->sections[profile].use = SECTION_CHOSEN;
    fill_operand(c, profile, s->command, count, words);
    return status;
}

/* A pattern must fit every input: what it brings goes for all of them. */
static void find_matches(const struct settings *s)
{
    struct config *c = s->config;
    size_t inputs = operands_inputs(s->command, s->operand_count);

    for (size_t input = 0; input < inputs; input++) {
        struct port_names names;
        port_names_find(s->operands[input], &names);
        for (size_t i = 1; i < c->section_count; i++) {
            struct config_section *section = &c->sections[i];
            bool fits = section->match != NULL && port_names_fit(&names, section->match);
            if (section->use != SECTION_CHOSEN && (input == 0 || !fits))
                section->use = fits ? SECTION_MATCHES : SECTION_UNUSED;
        }
    }
}

/* What was set from elsewhere makes an option senseless. Within a section that cannot be. */
static bool is_overruled(const struct settings *s, size_t option)
{
    for (size_t i = 0; option_at(i) != NULL; i++)
        if (s->uses[i].from != NULL && option_clash(option, i) != NULL)
            return true;
    return false;
}

static enum hpt_status apply(struct settings *s, size_t section, struct fault *f)
{
    const struct config *c = s->config;

    for (size_t i = 0; i < c->entry_count; i++) {
        const struct config_entry *e = &c->entries[i];
        if (e->section != section || e->option == OPTIONS_MAX)
            continue;
        if (!option_belongs(option_at(e->option), s->command) || is_overruled(s, e->option))
            continue;
        if (s->uses[e->option].from != NULL)
            continue;
        enum hpt_status status = option_take(s, e->option, e->value, e->place, f);
        if (status != HPT_OK)
            return status;
    }
    return HPT_OK;
}

/* The rate of a board is no mistake where a file is read this time; typed, it would be. */
static void keep_given(struct source_options *now, const struct source_options *typed)
{
    now->baud_given = typed->baud_given;
    now->framing_given = typed->framing_given;
    now->flow_given = typed->flow_given;
    now->dtr_given = typed->dtr_given;
    now->rts_given = typed->rts_given;
    now->reset_given = typed->reset_given;
    now->restarts_given = typed->restarts_given;
}

/* `uses`: of each section. */
static enum hpt_status apply_all(struct settings *s, const enum section_use *uses, struct fault *f)
{
    static const enum section_use order[] = {SECTION_CHOSEN, SECTION_MATCHES, SECTION_ALWAYS};
    const struct source_options typed = s->source;
    enum hpt_status status = HPT_OK;

    for (size_t use = 0; use < COUNT(order); use++)
        for (size_t i = 0; i < s->config->section_count && status == HPT_OK; i++)
            if (uses[i] == order[use])
                status = apply(s, i, f);
    keep_given(&s->source, &typed);
    return status;
}

/* For one of several inputs, with its names. */
static enum section_use use_for(const struct config_section *section, size_t input,
                                const struct port_names *names)
{
    if (section->use == SECTION_CHOSEN || section->use == SECTION_ALWAYS)
        return section->use;
    if (section->named_by == input + 1)
        return SECTION_CHOSEN;
    return section->match != NULL && port_names_fit(names, section->match) ? SECTION_MATCHES
                                                                           : SECTION_UNUSED;
}

enum hpt_status profiles_apply_to(const struct settings *all, size_t input, struct settings *one,
                                  struct fault *f)
{
    const struct config *c = all->config;
    enum section_use *uses = calloc(c->section_count + 1, sizeof *uses);
    struct port_names names;

    *one = *all->typed;
    one->operands = all->operands + input;
    one->operand_count = 1;
    if (uses == NULL)
        return fault_memory(f);
    port_names_find(one->operands[0], &names);
    for (size_t i = 0; i < c->section_count; i++)
        uses[i] = use_for(&c->sections[i], input, &names);
    enum hpt_status status = apply_all(one, uses, f);
    free(uses);
    return status;
}

enum hpt_status profiles_apply(struct settings *s, struct fault *f)
{
    const struct config *c = s->config;
    enum section_use *uses = calloc(c->section_count + 1, sizeof *uses);

    *s->typed = *s;
    if (uses == NULL)
        return fault_memory(f);
    find_matches(s);
    for (size_t i = 0; i < c->section_count; i++)
        uses[i] = c->sections[i].use;
    enum hpt_status status = apply_all(s, uses, f);
    free(uses);
    return status;
}

#include "cli/options.h"

#include "base/nearest.h"
#include "base/str.h"
#include "cli/operands.h"
#include "cli/profile.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

const struct option_group *const option_groups[] = {
    &group_port,   &group_trace, &group_view,  &group_keys,    &group_files, &group_replay,
    &group_report, &group_run,   &group_check, &group_general, NULL};

const struct option_row *option_at(size_t number)
{
    for (size_t g = 0; option_groups[g] != NULL; g++)
        for (const struct option_row *row = option_groups[g]->rows; row->name != NULL; row++)
            if (number-- == 0)
                return row;
    return NULL;
}

const char from_command_line[] = "the command line";

/* Options of which one run takes one. */
static const struct {
    const char *one, *other, *both;
} clashes[] = {
    {"output", "record-dir", "say where to record to"},
};

/* Values of getopt_long for an option without a letter. */
enum { FIRST_VALUE = 256 };

/* OPTIONS_MAX: none. */
static size_t number_of(int value)
{
    const struct option_row *row;

    for (size_t i = 0; (row = option_at(i)) != NULL; i++)
        if (value == FIRST_VALUE + (int)i || (value > 0 && value == row->letter))
            return i;
    return OPTIONS_MAX;
}

size_t option_number(const char *name)
{
    const struct option_row *row;

    for (size_t i = 0; (row = option_at(i)) != NULL; i++)
        if (strcmp(row->name, name) == 0)
            return i;
    return OPTIONS_MAX;
}

bool option_belongs(const struct option_row *row, const struct command *c)
{
    return (row->commands & c->bit) != 0 || (c == &cmd_settings && !row->is_typed_only);
}

const char *option_clash(size_t one, size_t other)
{
    for (size_t i = 0; i < COUNT(clashes); i++) {
        size_t a = option_number(clashes[i].one), b = option_number(clashes[i].other);
        if ((one == a && other == b) || (one == b && other == a))
            return clashes[i].both;
    }
    return NULL;
}

/* NULL: neither. */
static const char *yes_or_no(const char *value)
{
    static const char *const words[][2] = {{"yes", "no"}, {"true", "false"}, {"on", "off"}};

    for (size_t i = 0; i < COUNT(words); i++)
        for (size_t no = 0; no < 2; no++)
            if (strcmp(value, words[i][no]) == 0)
                return words[0][no];
    return NULL;
}

static enum hpt_status take_flag(struct settings *s, size_t number, const char *value,
                                 const char *from, struct fault *f)
{
    const struct option_row *row = option_at(number);
    const char *answer = value == NULL ? "yes" : yes_or_no(value);

    if (answer == NULL)
        return fault_usage(f, "%s%s takes yes or no, not '%s'",
                           from == from_command_line ? "--" : "", row->name, value);
    s->uses[number] = (struct option_use){.value = answer, .from = from};
    if (strcmp(answer, "yes") == 0)
        (void)row->set(s, NULL);
    return HPT_OK;
}

static enum hpt_status fault_twice(struct fault *f, const struct option_row *row)
{
    return fault_usage(f, "--%s is given twice; leave one of them out", row->name);
}

enum hpt_status option_take(struct settings *s, size_t number, const char *value, const char *from,
                            struct fault *f)
{
    const struct option_row *row = option_at(number);
    struct option_use *use = &s->uses[number];

    if (row->argument == NULL)
        return take_flag(s, number, value, from, f);
    if (use->from == from && row->repeats == 0)
        return fault_twice(f, row);
    if (use->from == from && use->times == row->most)
        return fault_usage(f, "--%s is given more than %zu times; leave some of them out",
                           row->name, row->most);
    *use = (struct option_use){
        .value = value, .from = from, .times = use->from == from ? use->times + 1 : 1};
    if (row->set(s, value))
        return HPT_OK;
    if (row->refuse != NULL)
        return row->refuse(f, value);
    return fault_usage(f, "%s%s takes %s, not '%s'", from == from_command_line ? "--" : "",
                       row->name, row->wants, value);
}

const struct option_row *option_nearest(const char *name)
{
    const struct option_row *row, *best = NULL;
    size_t least = SIZE_MAX;

    for (size_t i = 0; (row = option_at(i)) != NULL; i++) {
        size_t distance = name_distance(name, row->name);
        if (distance < least) {
            least = distance;
            best = row;
        }
    }
    return best != NULL && name_is_near(name, best->name) ? best : NULL;
}

static enum hpt_status fault_unknown(struct fault *f, const char *typed)
{
    const char *name = typed + strspn(typed, "-");
    char bare[64];

    (void)snprintf(bare, sizeof bare, "%.*s", (int)strcspn(name, "="), name);
    const struct option_row *nearest = option_nearest(bare);
    if (nearest != NULL)
        return fault_usage(f, "there is no option %s; did you mean --%s?", typed, nearest->name);
    return fault_usage(f, "there is no option %s; heapterm help lists them", typed);
}

/* getopt_long said '?' or ':'. */
static enum hpt_status fault_getopt(struct fault *f, int said, char **argv)
{
    const struct option_row *row = option_at(number_of(optopt));
    char letter[] = {'-', (char)optopt, '\0'};

    if (said == ':' && row != NULL)
        return fault_usage(f, "--%s lacks its %s; give %s", row->name, row->argument,
                           row->wants != NULL ? row->wants : "a name");
    if (row != NULL && optopt >= FIRST_VALUE)
        return fault_usage(f, "--%s takes no value; leave it out", row->name);
    if (optopt != 0)
        return fault_unknown(f, letter);
    return fault_unknown(f, argv[optind - 1]);
}

/* A flag may be taken back, as in --json=no, if the settings file can have given it. */
static int argument_of(const struct option_row *row)
{
    if (row->argument != NULL)
        return required_argument;
    return row->is_typed_only ? no_argument : optional_argument;
}

/* The tables in the form that getopt_long wants. */
static void fill_getopt(struct option *longs, char *shorts)
{
    const struct option_row *row;
    size_t i = 0;

    *shorts++ = ':';
    for (; (row = option_at(i)) != NULL; i++) {
        longs[i] = (struct option){
            .name = row->name, .has_arg = argument_of(row), .val = FIRST_VALUE + (int)i};
        if (row->letter == '\0')
            continue;
        *shorts++ = row->letter;
        if (row->argument != NULL)
            *shorts++ = ':';
    }
    *shorts = '\0';
    longs[i] = (struct option){0};
}

static enum hpt_status take_options(int argc, char **argv, struct settings *s, struct fault *f)
{
    struct option longs[OPTIONS_MAX + 1];
    char shorts[2 * OPTIONS_MAX + 2];

    fill_getopt(longs, shorts);
    opterr = 0;
    for (int value; (value = getopt_long(argc, argv, shorts, longs, NULL)) != -1;) {
        if (value == '?' || value == ':')
            return fault_getopt(f, value, argv);
        enum hpt_status status = option_take(s, number_of(value), optarg, from_command_line, f);
        if (status != HPT_OK)
            return status;
    }
    return HPT_OK;
}

/* An option of other commands than the one given. */
static enum hpt_status check_belonging(const struct settings *s, struct fault *f)
{
    const struct option_row *row;

    for (size_t i = 0; (row = option_at(i)) != NULL; i++) {
        if (s->uses[i].times > 1 && (row->repeats & s->command->bit) == 0)
            return fault_twice(f, row);
        if (s->uses[i].from != from_command_line || option_belongs(row, s->command))
            continue;
        for (size_t c = 0; commands[c] != NULL; c++)
            if ((row->commands & commands[c]->bit) != 0)
                return fault_usage(f,
                                   "--%s is an option of heapterm %s, not of heapterm %s; leave "
                                   "it out",
                                   row->name, commands[c]->name, s->command->name);
    }
    return HPT_OK;
}

bool option_is_typed(const struct settings *s, const char *name)
{
    size_t number = option_number(name);

    return number < OPTIONS_MAX && s->uses[number].from == from_command_line;
}

/* What was typed. The settings file is checked where it is read, and gives way to what is typed. */
static enum hpt_status check_together(const struct settings *s, struct fault *f)
{
    for (size_t i = 0; i < COUNT(clashes); i++)
        if (option_is_typed(s, clashes[i].one) && option_is_typed(s, clashes[i].other))
            return fault_usage(f, "--%s and --%s both %s; leave one of them out", clashes[i].one,
                               clashes[i].other, clashes[i].both);
    return view_check(s, f);
}

enum hpt_status options_parse(int argc, char **argv, struct settings *s, struct fault *f)
{
    enum hpt_status status = take_options(argc, argv, s, f);

    if (status != HPT_OK)
        return status;
    status = operands_take(argc - optind, argv + optind, s, f);
    if (status != HPT_OK || s->help || s->version)
        return status;
    status = check_belonging(s, f);
    if (status == HPT_OK)
        status = check_together(s, f);
    if (status == HPT_OK)
        status = profiles_apply(s, f);
    if (status == HPT_OK)
        status = files_check(s, f);
    return status == HPT_OK ? run_check(s, f) : status;
}

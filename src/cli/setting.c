#include "cli/setting.h"

#include "base/nearest.h"
#include "cli/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The settings that are no options. */
static const char port[] = "port", match[] = "match";

struct nearest {
    const char *wanted, *best;
    size_t distance;
};

static void consider(struct nearest *n, const char *name)
{
    size_t distance = name_distance(n->wanted, name);

    if (n->best != NULL && n->distance <= distance)
        return;
    n->best = name;
    n->distance = distance;
}

static enum hpt_status fault_unknown(struct fault *f, const char *name)
{
    struct nearest n = {.wanted = name + strspn(name, "-")};
    const struct option_row *row;

    consider(&n, port);
    consider(&n, match);
    for (size_t i = 0; (row = option_at(i)) != NULL; i++)
        if (!row->is_typed_only)
            consider(&n, row->name);
    if (name_is_near(n.wanted, n.best))
        return fault_usage(f, "there is no setting %s; did you mean %s?", name, n.best);
    return fault_usage(f,
                       "there is no setting %s; they are named as the options that heapterm help "
                       "options lists, and port and match",
                       name);
}

static enum hpt_status check_own(struct config *c, struct config_entry *e, struct fault *f)
{
    struct config_section *section = &c->sections[e->section];
    bool is_port = strcmp(e->name, port) == 0;

    e->option = OPTIONS_MAX;
    if (*e->value == '\0')
        return fault_usage(f, "%s takes %s, not ''", e->name,
                           is_port ? "what a profile reads, such as /dev/ttyACM0"
                                   : "a pattern of ports, such as /dev/ttyACM*");
    if (is_port)
        section->port = e->value;
    else
        section->match = e->value;
    if (!is_port && e->section == 0)
        return fault_usage(f, "match stands outside of a profile, where everything always "
                              "applies; begin a profile with a line such as [lab]");
    return HPT_OK;
}

/* As a shell would. */
static enum hpt_status expand_home(struct config_entry *e, const struct option_row *row,
                                   struct fault *f)
{
    const char *home = getenv("HOME");
    char *expanded = NULL;

    if (row->argument == NULL || home == NULL || strncmp(e->value, "~/", 2) != 0)
        return HPT_OK;
    if (strcmp(row->argument, "FILE") != 0 && strcmp(row->argument, "DIR") != 0)
        return HPT_OK;
    if (asprintf(&expanded, "%s%s", home, e->value + 1) < 0)
        return fault_memory(f);
    free(e->value);
    e->value = expanded;
    return HPT_OK;
}

/* The value is tried on settings that nobody reads. */
static enum hpt_status check_option(struct config_entry *e, const struct option_row *row,
                                    struct fault *f)
{
    struct settings tried = {.is_file = true};

    if (row->is_typed_only)
        return fault_usage(f, "%s cannot be set here; give --%s on the command line", row->name,
                           row->name);
    if (expand_home(e, row, f) != HPT_OK)
        return f->status;
    return option_take(&tried, e->option, e->value, e->place, f);
}

/* Against those before it in its section. */
static enum hpt_status check_beside(const struct config *c, const struct config_entry *e,
                                    struct fault *f)
{
    for (const struct config_entry *other = c->entries; other != e; other++) {
        if (other->section != e->section)
            continue;
        if (strcmp(other->name, e->name) == 0)
            return fault_usage(f, "%s is given twice, first in line %u; leave one of them out",
                               e->name, other->line);
        const char *both = option_clash(e->option, other->option);
        if (both != NULL)
            return fault_usage(f, "%s and %s of line %u both %s; leave one of them out", e->name,
                               other->name, other->line, both);
    }
    return HPT_OK;
}

static enum hpt_status check(struct config *c, struct config_entry *e, struct fault *f)
{
    enum hpt_status status;

    e->option = option_number(e->name);
    if (strcmp(e->name, port) == 0 || strcmp(e->name, match) == 0)
        status = check_own(c, e, f);
    else if (e->option == OPTIONS_MAX)
        status = fault_unknown(f, e->name);
    else
        status = check_option(e, option_at(e->option), f);
    if (status == HPT_OK)
        status = check_beside(c, e, f);
    return status == HPT_OK ? HPT_OK : fault_at_line(f, c, e->line);
}

const struct config_kind settings_file = {
    .what = "settings file",
    .option = "config",
    .top = "default",
    .advice = "make it a file that you may read, or give --config /dev/null",
    .check = check};

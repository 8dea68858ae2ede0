#include "cli/limits.h"

#include "base/nearest.h"
#include "base/str.h"
#include "cli/numbers.h"
#include "cli/options.h"
#include "cli/patterns.h"

#include <stdlib.h>

/* What a budget file sets beside limits. */
static const char mark_key[] = "mark";
static const char run_section[] = "run", phase_prefix[] = "phase ";

/* The kinds that are written in files. */
enum { FILE_KINDS = HPT_LIMIT_UNTIL };

static bool is_flag(enum hpt_limit_kind kind)
{
    return kind == HPT_LIMIT_NO_LEAKS || kind == HPT_LIMIT_NO_FAILURES ||
           kind == HPT_LIMIT_NO_ERRORS;
}

bool limit_parse(enum hpt_limit_kind kind, const char *value, uint64_t *amount,
                 struct hpt_str *name)
{
    const char *colon;

    *amount = 0;
    *name = (struct hpt_str){"", 0};
    switch (kind) {
    case HPT_LIMIT_MAX_USED:
    case HPT_LIMIT_MIN_LARGEST:
        return size_parse(value, amount);
    case HPT_LIMIT_MAX_FRAGMENTATION:
        return percent_parse(value, amount) && *amount <= 100;
    case HPT_LIMIT_MAX_SITE:
        colon = strrchr(value, ':'); /* names in C++ have colons, too */
        if (colon == NULL || colon == value)
            return false;
        *name = (struct hpt_str){value, (size_t)(colon - value)};
        return size_parse(colon + 1, amount);
    case HPT_LIMIT_ALLOW_RESTARTS:
        return number_parse(value, amount);
    case HPT_LIMIT_NO_LEAKS:
    case HPT_LIMIT_NO_FAILURES:
    case HPT_LIMIT_NO_ERRORS:
        return strcmp(value, "yes") == 0 || strcmp(value, "no") == 0;
    case HPT_LIMIT_UNTIL:
    case HPT_LIMIT_SILENCE:
    case HPT_LIMIT_KIND_COUNT:
        break;
    }
    return false;
}

const char *limit_wants(enum hpt_limit_kind kind)
{
    static const char *const wants[HPT_LIMIT_KIND_COUNT] = {
        [HPT_LIMIT_MAX_USED] = "bytes such as 3900 or 12K",
        [HPT_LIMIT_MIN_LARGEST] = "bytes such as 512 or 4K",
        [HPT_LIMIT_MAX_FRAGMENTATION] = "percent from 0 to 100 such as 35",
        [HPT_LIMIT_MAX_SITE] = "a site and bytes such as alarm_raise:1K, 0x1b9:1K or 56:1K",
        [HPT_LIMIT_ALLOW_RESTARTS] = "a number such as 1",
        [HPT_LIMIT_NO_LEAKS] = "yes or no",
        [HPT_LIMIT_NO_FAILURES] = "yes or no",
        [HPT_LIMIT_NO_ERRORS] = "yes or no",
    };

    return wants[kind];
}

/* HPT_LIMIT_KIND_COUNT: none is called so. */
static enum hpt_limit_kind kind_of(const char *name)
{
    for (int kind = 0; kind < FILE_KINDS; kind++)
        if (strcmp(hpt_limit_name((enum hpt_limit_kind)kind), name) == 0)
            return (enum hpt_limit_kind)kind;
    return HPT_LIMIT_KIND_COUNT;
}

static enum hpt_status fault_unknown(struct fault *f, const char *name)
{
    const char *best = mark_key;

    for (int kind = 0; kind < FILE_KINDS; kind++) {
        const char *other = hpt_limit_name((enum hpt_limit_kind)kind);
        if (name_distance(name, other) < name_distance(name, best))
            best = other;
    }
    if (name_is_near(name, best))
        return fault_usage(f, "there is no limit %s; did you mean %s?", name, best);
    return fault_usage(
        f,
        "there is no limit %s; a budget has max-used, min-largest, "
        "max-fragmentation, max-site, no-leaks, no-failures, no-errors, allow-restarts and "
        "mark",
        name);
}

static bool is_phase(const char *section)
{
    return strncmp(section, phase_prefix, strlen(phase_prefix)) == 0;
}

static enum hpt_status check_section(struct fault *f, const char *section)
{
    if (strcmp(section, run_section) == 0 || is_phase(section))
        return HPT_OK;
    return fault_usage(f, "there is no section [%s]; a budget has [run] and [phase NAME]", section);
}

static enum hpt_status check_mark(const struct config_entry *e, struct fault *f)
{
    if (e->section != 0)
        return fault_usage(f, "mark holds for the whole run; put it under [run]");
    return pattern_is_good(e->value) ? HPT_OK : fault_pattern(f, e->value);
}

static enum hpt_status check_limit(const struct config_entry *e, struct fault *f)
{
    enum hpt_limit_kind kind = (enum hpt_limit_kind)e->option;
    struct hpt_str name;
    uint64_t amount;

    if (kind == HPT_LIMIT_NO_LEAKS && e->section != 0)
        return fault_usage(f, "growth is looked for in the whole run; put no-leaks under [run]");
    if (limit_parse(kind, e->value, &amount, &name))
        return HPT_OK;
    return fault_usage(f, "%s takes %s, not '%s'", e->name, limit_wants(kind), e->value);
}

static bool is_repeated(const struct config_entry *a, const struct config_entry *b)
{
    if (a->section != b->section || strcmp(a->name, b->name) != 0)
        return false;
    return a->option != HPT_LIMIT_MAX_SITE || strcmp(a->value, b->value) == 0;
}

static enum hpt_status check_entry(struct config *c, struct config_entry *e, struct fault *f)
{
    enum hpt_status status = check_section(f, c->sections[e->section].name);
    bool is_mark = strcmp(e->name, mark_key) == 0;

    e->option = kind_of(e->name);
    if (status == HPT_OK && is_mark)
        status = check_mark(e, f);
    else if (status == HPT_OK && e->option == HPT_LIMIT_KIND_COUNT)
        status = fault_unknown(f, e->name);
    else if (status == HPT_OK)
        status = check_limit(e, f);
    for (const struct config_entry *other = c->entries; status == HPT_OK && other != e; other++)
        if (is_repeated(other, e))
            status = fault_usage(f, "%s is given twice, first in line %u; leave one of them out",
                                 e->name, other->line);
    return status == HPT_OK ? HPT_OK : fault_at_line(f, c, e->line);
}

static const struct config_kind budget_file = {.what = "budget",
                                               .option = "budget",
                                               .top = "run",
                                               .advice = "make it a file that you may read",
                                               .check = check_entry};

/* A limit of its own memory. */
static enum hpt_status add(struct limits *l, const struct hpt_limit *limit, struct hpt_str name,
                           struct fault *f)
{
    struct hpt_limit *of = realloc(l->of, (l->count + 1) * sizeof *of);

    if (of == NULL)
        return fault_memory(f);
    l->of = of;
    of[l->count] = *limit;
    of[l->count].name = NULL;
    if (name.len > 0 && (of[l->count].name = strndup(name.at, name.len)) == NULL)
        return fault_memory(f);
    l->count++;
    return HPT_OK;
}

static enum hpt_status add_entry(struct limits *l, const struct config_entry *e, struct fault *f)
{
    const char *section = l->config.sections[e->section].name;
    struct hpt_limit limit = {.kind = (enum hpt_limit_kind)e->option,
                              .phase = e->section > 0 ? section + strlen(phase_prefix) : NULL,
                              .file = l->config.path,
                              .line = e->line};
    struct hpt_str name;

    (void)limit_parse(limit.kind, e->value, &limit.value, &name);
    if (is_flag(limit.kind) && strcmp(e->value, "no") == 0)
        return HPT_OK;
    return add(l, &limit, name, f);
}

enum hpt_status limits_read_file(struct limits *l, const char *path, struct fault *f)
{
    struct config *c = &l->config;

    *l = (struct limits){0};
    enum hpt_status status = config_read(c, &budget_file, path, f);
    for (size_t i = 0; i < c->section_count && status == HPT_OK; i++)
        if (check_section(f, c->sections[i].name) != HPT_OK)
            status = fault_at_line(f, c, c->sections[i].line);
    for (size_t i = 0; i < c->entry_count && status == HPT_OK; i++) {
        if (strcmp(c->entries[i].name, mark_key) == 0)
            l->mark = c->entries[i].value;
        else
            status = add_entry(l, &c->entries[i], f);
    }
    return status;
}

/* What was typed of the whole input stands in the place of what the file has. */
static void take_out(struct limits *l, const struct hpt_limit *typed, struct hpt_str name)
{
    size_t kept = 0;

    for (size_t i = 0; i < l->count; i++) {
        struct hpt_limit *other = &l->of[i];
        bool is_same = other->file != NULL && other->kind == typed->kind && other->phase == NULL &&
                       (other->name == NULL || str_is(name, other->name));
        if (is_same)
            free((char *)(uintptr_t)other->name);
        else
            l->of[kept++] = *other;
    }
    l->count = kept;
}

static enum hpt_status add_typed(struct limits *l, enum hpt_limit_kind kind, const char *value,
                                 struct fault *f)
{
    struct hpt_limit limit = {.kind = kind};
    struct hpt_str name;

    (void)limit_parse(kind, value, &limit.value, &name);
    take_out(l, &limit, name);
    if (is_flag(kind) && strcmp(value, "no") == 0)
        return HPT_OK;
    return add(l, &limit, name, f);
}

static size_t count_of(const struct limits *l, enum hpt_limit_kind kind)
{
    size_t count = 0;

    for (size_t i = 0; i < l->count; i++)
        count += l->of[i].kind == kind && l->of[i].phase == NULL;
    return count;
}

static enum hpt_status add_all_typed(struct limits *l, const struct settings *s, struct fault *f)
{
    for (int kind = 0; kind < FILE_KINDS; kind++) {
        size_t number = option_number(hpt_limit_name((enum hpt_limit_kind)kind));
        const char *value = s->uses[number].value;
        if (kind == HPT_LIMIT_MAX_SITE || value == NULL)
            continue;
        if (add_typed(l, (enum hpt_limit_kind)kind, value, f) != HPT_OK)
            return f->status;
    }
    for (size_t i = 0; i < s->check.site_count; i++)
        if (add_typed(l, HPT_LIMIT_MAX_SITE, s->check.sites[i], f) != HPT_OK)
            return f->status;
    return HPT_OK;
}

/* Typed, or in the file for the whole run; it may be a no. */
static bool is_said(const struct limits *l, const struct settings *s, enum hpt_limit_kind kind)
{
    if (s->uses[option_number(hpt_limit_name(kind))].value != NULL)
        return true;
    for (size_t i = 0; i < l->config.entry_count; i++) {
        const struct config_entry *e = &l->config.entries[i];
        if (e->section == 0 && strcmp(e->name, hpt_limit_name(kind)) == 0)
            return true;
    }
    return false;
}

/* What holds without being said: nothing fails, nothing is wrong, and the device goes on. A budget
 * that is to be made takes the run as it is. */
static enum hpt_status add_usual(struct limits *l, const struct settings *s, struct fault *f)
{
    const struct hpt_limit failures = {.kind = HPT_LIMIT_NO_FAILURES},
                           errors = {.kind = HPT_LIMIT_NO_ERRORS},
                           restarts = {.kind = HPT_LIMIT_ALLOW_RESTARTS};
    size_t has_restarts = count_of(l, HPT_LIMIT_ALLOW_RESTARTS);
    bool is_bare = l->count == has_restarts && s->check.write_budget == NULL;
    struct hpt_str none = {"", 0};

    if (is_bare && !is_said(l, s, failures.kind) && add(l, &failures, none, f) != HPT_OK)
        return f->status;
    if (is_bare && !is_said(l, s, errors.kind) && add(l, &errors, none, f) != HPT_OK)
        return f->status;
    if (has_restarts > 0 || s->check.write_budget != NULL)
        return HPT_OK;
    return add(l, &restarts, none, f);
}

static enum hpt_status add_own(struct limits *l, const struct settings *s, struct fault *f)
{
    const struct hpt_limit until = {.kind = HPT_LIMIT_UNTIL},
                           silence = {.kind = HPT_LIMIT_SILENCE, .value = s->check.silence_ms};

    if (s->until != NULL && add(l, &until, str_of(s->until), f) != HPT_OK)
        return f->status;
    if (s->check.silence_ms > 0 && add(l, &silence, (struct hpt_str){"", 0}, f) != HPT_OK)
        return f->status;
    return HPT_OK;
}

enum hpt_status limits_read(struct limits *l, const struct settings *s, struct fault *f)
{
    *l = (struct limits){0};
    if (s->check.budget != NULL && limits_read_file(l, s->check.budget, f) != HPT_OK)
        return f->status;
    if (s->mark != NULL)
        l->mark = s->mark;
    if (add_all_typed(l, s, f) != HPT_OK || add_usual(l, s, f) != HPT_OK)
        return f->status;
    return add_own(l, s, f);
}

void limits_release(struct limits *l)
{
    for (size_t i = 0; i < l->count; i++)
        free((char *)(uintptr_t)l->of[i].name);
    free(l->of);
    config_release(&l->config);
    *l = (struct limits){0};
}

#include "analysis/measure.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

uint64_t measure_fragmentation(uint64_t free_bytes, uint64_t largest)
{
    if (free_bytes == 0 || largest >= free_bytes)
        return 0;
    uint64_t lost = free_bytes - largest;
    return lost / free_bytes * 100 + (lost % free_bytes * 100 + free_bytes - 1) / free_bytes;
}

bool measure_has_bounds(const struct hpt_state *s)
{
    for (size_t i = 0; i < s->heap_count; i++)
        if (!s->heaps[i].native)
            return s->open_bytes == 0 && !hpt_has_inferred_bounds(s);
    return false;
}

struct measure measure_state(const struct hpt_state *s)
{
    struct measure m = {.used = measure_used(s),
                        .is_open = s->open_bytes > 0,
                        .bounds_known = measure_has_bounds(s)};

    if (!m.bounds_known)
        return m;
    m.largest = s->largest_allocatable;
    m.fragmentation = measure_fragmentation(s->free_bytes, s->largest_allocatable);
    return m;
}

static bool is_kind(uint64_t size, const char *name)
{
    char *end;
    uint64_t named = strtoull(name, &end, 10);

    if (end == name || named != size)
        return false;
    return *end == '\0' || strcmp(end, "B") == 0 || strcmp(end, " byte") == 0 ||
           strcmp(end, " bytes") == 0;
}

/* function, or function (file), with its template arguments. */
static bool is_function(const struct hpt_site_sum *s, const char *name)
{
    struct hpt_str rest = str_of(name);

    if (rest.len < s->function.len || memcmp(rest.at, s->function.at, s->function.len) != 0)
        return false;
    str_skip(&rest, s->function.len);
    if (rest.len == 0)
        return true;
    return rest.len == s->file.len + 3 && memcmp(rest.at, " (", 2) == 0 &&
           rest.at[rest.len - 1] == ')' && memcmp(rest.at + 2, s->file.at, s->file.len) == 0;
}

/* As a struct hpt_out's `write`: is it what the text goes on with? */
static bool matches(void *self, const char *bytes, size_t size)
{
    const char **rest = self;
    bool is_same = strncmp(*rest, bytes, size) == 0;

    if (is_same)
        *rest += size;
    return is_same;
}

static bool is_written(const struct hpt_site_sum *s, const char *name)
{
    struct hpt_out out = {.self = &name, .write = matches};

    hpt_write_site(&out, s);
    return !out.failed && *name == '\0';
}

/* By the function alone, or by the name of one call or of all. */
static bool is_named(struct hpt_site_sum *s, const char *name)
{
    struct hpt_site_sum all = *s;

    all.line = 0;
    if (*name != *s->function.at)
        return false;
    if (is_written(s, name))
        return true;
    bool is_of_function = is_function(s, name) || is_written(&all, name);
    if (is_of_function)
        *s = all;
    return is_of_function;
}

bool measure_is_site(struct hpt_site_sum *s, const char *name)
{
    if (s->is_rest)
        return false;
    if (name[0] == '0' && (name[1] == 'x' || name[1] == 'X')) {
        *s = (struct hpt_site_sum){.caller = s->caller};
        return s->caller != 0 && strtoull(name, NULL, 16) == s->caller;
    }
    if (s->function.len == 0)
        return s->caller == 0 && (is_kind(s->size, name) || is_written(s, name));
    return is_named(s, name);
}

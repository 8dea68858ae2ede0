#include "analysis/named_site.h"

#include "analysis/site_sums.h"
#include "base/nearest.h"
#include "base/out_buffer.h"
#include "base/str.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NUMBERS_APART = 16, /* sizes and addresses that are nearer may be one another's */
    NOT_NEAR = 1000,    /* beyond every distance */
    IN_A_SCOPE = 3      /* how far `open` is from `Session::open`: further than a slip */
};

/* What a limit's name is, by how it is spelt. */
enum spelling { OF_FUNCTION, OF_ADDRESS, OF_KIND };

struct search {
    const char *name;
    size_t head; /* of a function's name: length without (file) or (file:line) */
    enum spelling spelling;
    uint64_t number;                        /* of an address or a kind */
    uint64_t best;                          /* distance of the nearest so far */
    bool has_names, has_callers, has_kinds; /* among the sites */
};

static const char kind_prefix[] = "blocks of ";

static struct search search_of(const char *name)
{
    struct search s = {.name = name, .head = strlen(name), .best = NOT_NEAR};
    size_t prefix = sizeof kind_prefix - 1;
    const char *number = strncmp(name, kind_prefix, prefix) == 0 ? name + prefix : name;
    const char *file = strstr(name, " (");

    if (name[0] == '0' && (name[1] == 'x' || name[1] == 'X')) {
        s.spelling = OF_ADDRESS;
        s.number = strtoull(name, NULL, 16);
    } else if (*number >= '0' && *number <= '9') {
        s.spelling = OF_KIND;
        s.number = strtoull(number, NULL, 10);
    } else if (file != NULL) {
        s.head = (size_t)(file - name);
    }
    return s;
}

/* Text that has no room is none: cut, it would be no name. */
static bool write_name(const struct hpt_site_sum *site, char *text, size_t room)
{
    struct out_buffer name = {.text = text, .room = room};
    struct hpt_out out = out_into(&name);

    hpt_write_site(&out, site);
    return name.size + 1 < room;
}

static void keep_nearest(struct search *s, struct hpt_finding *f, const char *name,
                         uint64_t distance)
{
    if (distance >= s->best)
        return;
    s->best = distance;
    (void)memcpy(f->nearest, name, strlen(name) + 1);
}

/* open may be Session::open, and Session::open app::Session::open. */
static bool is_in_scope(const char *typed, struct hpt_str function)
{
    size_t length = strlen(typed);

    return length + 2 < function.len &&
           memcmp(function.at + function.len - length, typed, length) == 0 &&
           memcmp(function.at + function.len - length - 2, "::", 2) == 0;
}

/* How far what was typed is from a function, both without file and line. */
static uint64_t distance_to(const struct search *s, struct hpt_str function)
{
    char typed[HPT_FINDING_TEXT], name[HPT_FINDING_TEXT];

    if (s->head >= sizeof typed || function.len >= sizeof name)
        return NOT_NEAR;
    memcpy(typed, s->name, s->head);
    typed[s->head] = '\0';
    memcpy(name, function.at, function.len);
    name[function.len] = '\0';
    if (name_is_near(typed, name))
        return name_distance(typed, name);
    return is_in_scope(typed, function) ? IN_A_SCOPE : NOT_NEAR;
}

/* With file and line as far as they were typed: a function that is near, then a call that is. */
static void look_at_function(struct search *s, struct hpt_finding *f, struct hpt_site_sum site)
{
    bool has_file = s->name[s->head] != '\0';
    bool has_line = has_file && strchr(s->name + s->head, ':') != NULL;
    uint64_t distance = distance_to(s, site.function);
    char name[HPT_FINDING_TEXT];

    if (distance == NOT_NEAR)
        return;
    if (!has_file)
        site.file = (struct hpt_str){"", 0};
    if (!has_line)
        site.line = 0;
    if (write_name(&site, name, sizeof name))
        keep_nearest(s, f, name, has_file ? name_distance(s->name, name) : distance);
}

static void look_at_number(struct search *s, struct hpt_finding *f, uint64_t number)
{
    uint64_t apart = number > s->number ? number - s->number : s->number - number;
    char name[24];

    if (apart > NUMBERS_APART)
        return;
    (void)snprintf(name, sizeof name, s->spelling == OF_ADDRESS ? "0x%" PRIx64 : "%" PRIu64,
                   number);
    keep_nearest(s, f, name, apart);
}

static void look_at(struct search *s, struct hpt_finding *f, struct hpt_site_sum site)
{
    bool has_name = site.function.len > 0;

    s->has_names = s->has_names || has_name;
    s->has_callers = s->has_callers || site.caller != 0;
    s->has_kinds = s->has_kinds || site.caller == 0;
    if (s->spelling == OF_FUNCTION && has_name)
        look_at_function(s, f, site);
    else if (s->spelling == OF_ADDRESS && site.caller != 0)
        look_at_number(s, f, site.caller);
    else if (s->spelling == OF_KIND && site.caller == 0)
        look_at_number(s, f, site.size);
}

static enum hpt_site_presence presence_of(const struct search *s, const struct sites *sites)
{
    if (sites->dropped > 0)
        return HPT_SITE_TOO_MANY;
    if (sites->count == 0)
        return HPT_SITE_ABSENT;
    if (s->spelling == OF_KIND)
        return s->has_kinds ? HPT_SITE_ABSENT : HPT_SITE_NO_KINDS;
    if (!s->has_callers)
        return HPT_SITE_NO_CALLERS;
    return s->spelling == OF_ADDRESS || s->has_names ? HPT_SITE_ABSENT : HPT_SITE_NO_NAMES;
}

void named_site_miss(struct hpt_finding *finding, const struct sites *sites,
                     const struct hpt_namer *namer)
{
    struct search s = search_of(finding->limit.name);

    finding->nearest[0] = '\0';
    for (size_t i = 1; i <= sites->count; i++)
        look_at(&s, finding, site_of_call(sites, (uint32_t)i, namer));
    finding->presence = presence_of(&s, sites);
}

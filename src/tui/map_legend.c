/* What the map's colours mean. */
#include "base/str.h"
#include "tui/draw.h"
#include "tui/map.h"

#include <stdio.h>

enum { FULL = 0x2588, FINE = 2 };

/* A colour or a shape and what it means. */
struct entry {
    uint8_t kind;
    uint8_t ink;
    const char *text;
};

static const struct entry kinds[] = {
    {UNIT_HEADER, INK_HEADER, "header"},       {UNIT_DATA, INK_DATA, "data"},
    {UNIT_ROUNDING, INK_ROUNDING, "rounding"}, {UNIT_FREE, INK_FREE, "free"},
    {UNIT_MIXED, INK_MIXED, "mixed"},          {UNIT_UNKNOWN, INK_UNKNOWN, "unknown"},
};
static const struct entry ages[] = {
    {UNIT_DATA, INK_AGE, "age up to 8"}, {UNIT_DATA, INK_AGE + 1, "32"},
    {UNIT_DATA, INK_AGE + 2, "128"},     {UNIT_DATA, INK_AGE + 3, "512"},
    {UNIT_DATA, INK_AGE + 4, "2k"},      {UNIT_DATA, INK_AGE + 5, "8k"},
    {UNIT_DATA, INK_AGE + 6, "32k"},     {UNIT_DATA, INK_AGE + 7, "older"},
};
static const struct entry sizes[] = {
    {UNIT_DATA, INK_SERIES_FIRST, "up to 8 bytes"}, {UNIT_DATA, INK_SERIES_FIRST + 1, "16"},
    {UNIT_DATA, INK_SERIES_FIRST + 2, "32"},        {UNIT_DATA, INK_SERIES_FIRST + 3, "64"},
    {UNIT_DATA, INK_SERIES_FIRST + 4, "128"},       {UNIT_DATA, INK_SERIES_FIRST + 5, "256"},
    {UNIT_DATA, INK_SERIES_FIRST + 6, "512"},       {UNIT_DATA, INK_SERIES_FIRST + 7, "1k"},
    {UNIT_DATA, INK_SERIES_FIRST + 8, "2k"},        {UNIT_DATA, INK_SERIES_FIRST + 9, "more"},
};
static const struct entry wastes[] = {
    {UNIT_DATA, INK_GOOD, "at most 1/8 is overhead"},
    {UNIT_DATA, INK_TIGHT, "at most 1/3"},
    {UNIT_DATA, INK_BAD, "more"},
};

static const struct {
    const struct entry *entries;
    size_t count;
} legends[TINT_COUNT] = {
    [TINT_KIND] = {kinds, COUNT(kinds)},
    [TINT_AGE] = {ages, COUNT(ages)},
    [TINT_SIZE] = {sizes, COUNT(sizes)},
    [TINT_WASTE] = {wastes, COUNT(wastes)},
};

static bool has_unknown(const struct hpt_state *state)
{
    for (size_t i = 0; i < state->heap_count; i++)
        if (state->heaps[i].unknown_bytes > 0)
            return true;
    return false;
}

/* There is something so old. */
static bool has_age(const struct show *s, const struct entry *e)
{
    unsigned step = (unsigned)(e->ink - INK_AGE);

    return step == 0 || s->state->event > UINT64_C(8) << 2 * (step - 1);
}

/* Dots tell no headers apart, and allocators align to 4 bytes at least: smaller units are never
 * mixed. */
static bool is_needed(const struct show *s, const struct map_plan *p, const struct entry *e)
{
    if (s->app->tint == TINT_AGE)
        return has_age(s, e);
    if (e->kind == UNIT_UNKNOWN)
        return has_unknown(s->state);
    if (e->kind == UNIT_HEADER || e->kind == UNIT_ROUNDING)
        return p->grain != GRAIN_DOTS;
    return e->kind != UNIT_MIXED || p->shift > FINE;
}

static bool describe(const struct show *s, const struct map_plan *p, size_t i, struct entry *entry)
{
    enum tint tint = s->app->tint < TINT_COUNT ? s->app->tint : TINT_KIND;

    for (size_t k = 0; k < legends[tint].count; k++) {
        *entry = legends[tint].entries[k];
        if (is_needed(s, p, entry) && i-- == 0)
            return true;
    }
    return false;
}

/* Sites in the order of their list; those behind the first have the same colours again. */
static bool describe_site(const struct show *s, size_t i, struct map_legend *legend,
                          struct entry *entry)
{
    struct words w;

    if (i >= s->gather->site_count || i >= INK_SERIES)
        return false;
    const struct gathered_site *site = &s->gather->sites[i];
    write_site_of(words_begin(&w), s->namer, site->caller, site->size);
    snprintf(legend->text, sizeof legend->text, "%.*s", (int)w.length, w.text);
    *entry = (struct entry){UNIT_DATA, (uint8_t)(INK_SERIES_FIRST + site->series % INK_SERIES),
                            legend->text};
    return true;
}

bool map_legend(const struct show *s, const struct map_plan *p, size_t i, struct map_legend *legend)
{
    struct entry entry = {0};

    if (s->app->tint == TINT_SITE ? !describe_site(s, i, legend, &entry)
                                  : !describe(s, p, i, &entry))
        return false;
    bool is_used = p->grain == GRAIN_DOTS && s->app->tint == TINT_KIND && entry.kind == UNIT_DATA;
    if (entry.text != legend->text)
        snprintf(legend->text, sizeof legend->text, "%s", is_used ? "used" : entry.text);
    struct map_unit u = {.kind = entry.kind, .ink = entry.ink, .flags = UNIT_SET};
    legend->cell = map_cell(&u, s->look);
    if (p->grain != GRAIN_CELLS && u.kind >= UNIT_MIXED)
        legend->cell.code = FULL;
    return true;
}

#include "symbols/units.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

/* A program with more of them was not compiled: each unit could claim the same long list. */
enum { STRETCHES_MAX = 4 * 1024 * 1024 };

/* One more of `count` things of `size` bytes has room at *all. */
static bool make_room(void **all, size_t count, size_t *capacity, size_t size)
{
    size_t wanted = *capacity == 0 ? 64 : 2 * *capacity;

    if (count < *capacity)
        return true;
    void *moved = realloc(*all, wanted * size);
    if (moved == NULL)
        return false;
    *all = moved;
    *capacity = wanted;
    return true;
}

static bool add_stretch(struct units *u, uint64_t low, uint64_t high)
{
    void *all = u->stretches;

    if (low >= high)
        return true;
    if (!make_room(&all, u->stretch_count, &u->stretch_capacity, sizeof *u->stretches))
        return false;
    u->stretches = all;
    u->stretches[u->stretch_count++] = (struct stretch){.low = low, .high = high, .unit = u->count};
    return true;
}

static bool add_stretches(struct units *u, Dwarf_Die *die)
{
    Dwarf_Addr base, low, high;
    ptrdiff_t at = 0;

    while (u->stretch_count < STRETCHES_MAX && (at = dwarf_ranges(die, at, &base, &low, &high)) > 0)
        if (!add_stretch(u, low, high))
            return false;
    return true;
}

/* The path of a unit's source, for free(); a relative one stands in the directory that the compiler
 * ran in. NULL: not known, or no memory. */
static char *path_of(Dwarf_Die *die)
{
    Dwarf_Attribute attribute;
    const char *name = dwarf_diename(die);
    const char *directory = dwarf_formstring(dwarf_attr(die, DW_AT_comp_dir, &attribute));

    if (name == NULL)
        return NULL;
    if (directory == NULL || name[0] == '/')
        return strdup(name);
    size_t first = strlen(directory);
    size_t second = strlen(name) + 1;
    char *path = malloc(first + 1 + second);
    if (path == NULL)
        return NULL;
    memcpy(path, directory, first);
    path[first] = '/';
    memcpy(path + first + 1, name, second);
    return path;
}

static bool add_unit(struct units *u, Dwarf_Die *die, Dwarf_Die *split)
{
    void *all = u->all;
    bool is_split = dwarf_tag(split) != DW_TAG_invalid;

    if (!make_room(&all, u->count, &u->capacity, sizeof *u->all))
        return false;
    u->all = all;
    Dwarf_Die scopes = is_split ? *split : *die;
    u->all[u->count] = (struct unit){.die = *die, .scopes = scopes, .path = path_of(&scopes)};
    bool is_good = add_stretches(u, die);
    u->count++;
    return is_good;
}

static int compare(const void *one, const void *other)
{
    const struct stretch *a = one, *b = other;

    if (a->low != b->low)
        return a->low < b->low ? -1 : 1;
    if (a->high != b->high)
        return a->high < b->high ? -1 : 1;
    return a->unit < b->unit ? -1 : a->unit > b->unit;
}

static void sort(struct units *u)
{
    uint64_t reach = 0;

    if (u->stretch_count == 0)
        return;
    qsort(u->stretches, u->stretch_count, sizeof *u->stretches, compare);
    for (size_t i = 0; i < u->stretch_count; i++) {
        struct stretch *s = &u->stretches[i];
        reach = s->high > reach ? s->high : reach;
        s->reach = reach;
    }
}

enum hpt_status units_open(struct units *u, Dwarf *dwarf)
{
    Dwarf_CU *unit = NULL;
    uint8_t type;
    Dwarf_Half version;
    Dwarf_Die die, split;

    *u = (struct units){0};
    while (dwarf_get_units(dwarf, unit, &unit, &version, &type, &die, &split) == 0)
        if ((type == DW_UT_compile || type == DW_UT_skeleton) && !add_unit(u, &die, &split))
            return HPT_ERR_MEMORY;
    sort(u);
    return HPT_OK;
}

void units_close(struct units *u)
{
    for (size_t i = 0; i < u->count; i++)
        free(u->all[i].path);
    free(u->all);
    free(u->stretches);
    *u = (struct units){0};
}

/* How many stretches begin at or before `address`. */
static size_t begun_by(const struct units *u, uint64_t address)
{
    size_t low = 0, high = u->stretch_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (u->stretches[middle].low <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* *at is one more than the place of the stretch that was found last. */
const struct unit *units_next(const struct units *u, uint64_t address, size_t *at)
{
    size_t i = *at == 0 ? begun_by(u, address) : *at - 1;

    for (; i > 0 && u->stretches[i - 1].reach > address; i--)
        if (address < u->stretches[i - 1].high) {
            *at = i;
            return &u->all[u->stretches[i - 1].unit];
        }
    return NULL;
}

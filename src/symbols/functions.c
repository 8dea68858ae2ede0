#include "symbols/functions.h"

#include <stdlib.h>

static bool make_room(struct functions *t)
{
    size_t capacity = t->capacity == 0 ? 256 : 2 * t->capacity;

    if (t->count < t->capacity)
        return true;
    struct function *all = realloc(t->all, capacity * sizeof *all);
    if (all == NULL) {
        t->is_short_of_memory = true;
        return false;
    }
    t->all = all;
    t->capacity = capacity;
    return true;
}

/* Functions of assembler files have no type; $t, $d and the like mark stretches of code and data in
 * ARM's files, .L names are the compiler's. */
static bool is_function(const char *name, const GElf_Sym *s)
{
    unsigned type = GELF_ST_TYPE(s->st_info);

    return type == STT_FUNC || type == STT_GNU_IFUNC ||
           (type == STT_NOTYPE && GELF_ST_BIND(s->st_info) != STB_LOCAL && name[0] != '$' &&
            name[0] != '.');
}

static bool take(void *self, const char *name, const GElf_Sym *s)
{
    struct functions *t = self;

    if (!is_function(name, s) || s->st_shndx >= SHN_LORESERVE)
        return true;
    if (!make_room(t))
        return false;
    t->all[t->count++] =
        (struct function){.start = t->clears_bit_0 ? s->st_value & ~UINT64_C(1) : s->st_value,
                          .size = s->st_size,
                          .name = name,
                          .is_local = GELF_ST_BIND(s->st_info) == STB_LOCAL};
    return true;
}

/* Of several with one address the last is taken: the one with a size, that others see. */
static int compare(const void *one, const void *other)
{
    const struct function *a = one, *b = other;

    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if ((a->size > 0) != (b->size > 0))
        return a->size > 0 ? 1 : -1;
    if (a->is_local != b->is_local)
        return a->is_local ? -1 : 1;
    return a->name < b->name ? 1 : -1;
}

enum hpt_status functions_open(struct functions *t, const struct elf_file *e)
{
    *t = (struct functions){.clears_bit_0 = e->machine == EM_ARM};
    t->any = elf_file_symbols(e, take, t);
    if (t->is_short_of_memory)
        return HPT_ERR_MEMORY;
    if (t->count > 0)
        qsort(t->all, t->count, sizeof *t->all, compare);
    return HPT_OK;
}

void functions_close(struct functions *t)
{
    free(t->all);
    *t = (struct functions){0};
}

const struct function *functions_find(const struct functions *t, uint64_t address)
{
    size_t low = 0, high = t->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->all[middle].start <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return NULL;
    const struct function *found = &t->all[low - 1];
    bool is_beyond = found->size > 0 && address - found->start >= found->size;
    return is_beyond ? NULL : found;
}

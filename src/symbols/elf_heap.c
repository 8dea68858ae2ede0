#include "symbols/elf_heap.h"

#include "base/str.h"

#include <stdio.h>

/* `_end` and `end` are last: they close the data, and the heap may begin later. */
static const char *const starts[] = {"__heap_start", "__HeapBase", "_heap_start", "__heap_base__",
                                     "__end__",      "_end",       "end"};

/* A stack limit is last: it ends the heap only where nothing lies between. */
static const char *const ends[] = {"__heap_end",   "__HeapLimit", "_heap_end",
                                   "__heap_limit", "_heap_limit", "__StackLimit"};

struct found {
    bool known;
    uint64_t value;
};

struct table {
    struct found starts[COUNT(starts)];
    struct found ends[COUNT(ends)];
};

static void note(struct found *found, const char *const *names, size_t count, const char *name,
                 uint64_t value)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            found[i] = (struct found){.known = true, .value = value};
}

static bool take(void *self, const char *name, const GElf_Sym *symbol)
{
    struct table *t = self;

    note(t->starts, starts, COUNT(starts), name, symbol->st_value);
    note(t->ends, ends, COUNT(ends), name, symbol->st_value);
    return true;
}

static bool choose(const struct table *t, struct elf_heap *heap)
{
    for (size_t i = 0; i < COUNT(starts); i++)
        for (size_t j = 0; j < COUNT(ends); j++)
            if (t->starts[i].known && t->ends[j].known && t->starts[i].value < t->ends[j].value) {
                *heap = (struct elf_heap){.start = t->starts[i].value,
                                          .end = t->ends[j].value,
                                          .start_symbol = starts[i],
                                          .end_symbol = ends[j]};
                return true;
            }
    return false;
}

static const char *first_known(const struct found *found, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (found[i].known)
            return names[i];
    return NULL;
}

static void say_why(const struct table *t, char why[ELF_HEAP_WHY])
{
    const char *start = first_known(t->starts, starts, COUNT(starts));
    const char *end = first_known(t->ends, ends, COUNT(ends));

    if (start == NULL)
        (void)snprintf(why, ELF_HEAP_WHY,
                       "has no symbol for the start of the heap (%s, %s, %s, ...)", starts[0],
                       starts[1], starts[2]);
    else if (end == NULL)
        (void)snprintf(why, ELF_HEAP_WHY, "has no symbol for the end of the heap (%s, %s, %s, ...)",
                       ends[0], ends[1], ends[2]);
    else
        (void)snprintf(why, ELF_HEAP_WHY, "says that the heap ends (%s) before it starts (%s)", end,
                       start);
}

bool elf_heap_read(const struct elf_file *e, struct elf_heap *heap, char why[ELF_HEAP_WHY])
{
    struct table t = {0};

    *heap = (struct elf_heap){0};
    (void)elf_file_symbols(e, take, &t);
    if (choose(&t, heap))
        return true;
    say_why(&t, why);
    return false;
}

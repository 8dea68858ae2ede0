#include "symbols/elf_heap.h"

#include "base/str.h"
#include "symbols/elf_file.h"

#include <gelf.h>

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
    bool any; /* the file has a symbol */
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

static void read_section(Elf *elf, Elf_Scn *section, const GElf_Shdr *header, struct table *t)
{
    Elf_Data *data = elf_getdata(section, NULL);
    GElf_Sym symbol;

    for (int i = 0; data != NULL && gelf_getsym(data, i, &symbol) != NULL; i++) {
        const char *name = elf_strptr(elf, header->sh_link, symbol.st_name);
        if (name == NULL || *name == '\0' || symbol.st_shndx == SHN_UNDEF)
            continue;
        t->any = true;
        note(t->starts, starts, COUNT(starts), name, symbol.st_value);
        note(t->ends, ends, COUNT(ends), name, symbol.st_value);
    }
}

static void read_symbols(Elf *elf, struct table *t)
{
    Elf_Scn *section = NULL;
    GElf_Shdr header;

    while ((section = elf_nextscn(elf, section)) != NULL)
        if (gelf_getshdr(section, &header) != NULL && header.sh_type == SHT_SYMTAB)
            read_section(elf, section, &header, t);
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

static enum hpt_status fault_symbols(const struct table *t, const char *path, struct fault *f)
{
    const char *start = first_known(t->starts, starts, COUNT(starts));
    const char *end = first_known(t->ends, ends, COUNT(ends));

    if (!t->any)
        return fault_input(f,
                           "%s has no symbols: it was stripped; give the file as the linker "
                           "wrote it, or give the heap by --heap START:SIZE",
                           path);
    if (start == NULL)
        return fault_input(f,
                           "%s has no symbol for the start of the heap (%s, %s, %s, ...); give "
                           "the heap by --heap START:SIZE",
                           path, starts[0], starts[1], starts[2]);
    if (end == NULL)
        return fault_input(f,
                           "%s has no symbol for the end of the heap (%s, %s, %s, ...); give "
                           "the heap by --heap START:SIZE",
                           path, ends[0], ends[1], ends[2]);
    return fault_input(f,
                       "in %s the heap would end (%s) before it starts (%s); give the heap by "
                       "--heap START:SIZE",
                       path, end, start);
}

enum hpt_status elf_heap_read(const char *path, struct elf_heap *heap, struct fault *f)
{
    struct table t = {0};
    struct elf_file file;

    if (elf_file_open(&file, path, f) != HPT_OK)
        return f->status;
    read_symbols(file.elf, &t);
    elf_file_close(&file);
    return choose(&t, heap) ? HPT_OK : fault_symbols(&t, path, f);
}

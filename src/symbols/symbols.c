#include "symbols/symbols.h"

#include "base/str.h"
#include "symbols/build_id.h"
#include "symbols/chain.h"
#include "symbols/code.h"
#include "symbols/debug_file.h"
#include "symbols/functions.h"
#include "symbols/names.h"
#include "symbols/site.h"

#include <stdlib.h>

struct symbols {
    struct elf_file elf;
    struct elf_file debug; /* the file beside it with the rest; fd -1: there is none */
    struct code code;
    struct functions functions;
    Dwarf *dwarf; /* NULL: no lines */
    struct units units;
    struct skip skip;
    struct names names;
    struct elf_heap heap;
    char no_heap[ELF_HEAP_WHY];
    uint64_t callers;
    uint64_t misfits;
};

/* Does the last text of each section of texts end? libdw 0.188 reads on behind one that does not
 * (dwarf_getsrclines). It has unpacked them by now. */
static bool texts_end(const struct elf_file *e)
{
    static const char *const names[] = {".debug_str", ".debug_line_str", ".zdebug_str",
                                        ".zdebug_line_str"};
    GElf_Shdr header;

    for (size_t i = 0; i < COUNT(names); i++) {
        Elf_Scn *section = elf_file_section(e, names[i], &header);
        const Elf_Data *data = section != NULL ? elf_getdata(section, NULL) : NULL;
        if (data != NULL && data->d_size > 0 &&
            (data->d_buf == NULL || ((const char *)data->d_buf)[data->d_size - 1] != '\0'))
            return false;
    }
    return true;
}

/* The file's debug information; NULL where it has none, or damaged. */
static Dwarf *begin_dwarf(const struct elf_file *e)
{
    Dwarf *dwarf = dwarf_begin_elf(e->elf, DWARF_C_READ, NULL);

    if (dwarf == NULL || texts_end(e))
        return dwarf;
    (void)dwarf_end(dwarf);
    return NULL;
}

/* Without debug information in the file itself, that of the file beside it. */
static enum hpt_status read_debug(struct symbols *s, const char *path)
{
    s->dwarf = begin_dwarf(&s->elf);
    if (s->dwarf == NULL && debug_file_open(&s->elf, path, &s->debug))
        s->dwarf = begin_dwarf(&s->debug);
    return s->dwarf != NULL ? units_open(&s->units, s->dwarf) : HPT_OK;
}

static enum hpt_status read_functions(struct symbols *s)
{
    enum hpt_status status = functions_open(&s->functions, &s->elf);

    if (status != HPT_OK || s->functions.any || s->debug.fd < 0)
        return status;
    functions_close(&s->functions);
    return functions_open(&s->functions, &s->debug);
}

static enum hpt_status fill(struct symbols *s, const char *path, struct fault *f)
{
    if (elf_file_open(path, &s->elf, f) != HPT_OK)
        return f->status;
    if (code_open(&s->code, &s->elf) != HPT_OK || read_debug(s, path) != HPT_OK ||
        read_functions(s) != HPT_OK)
        return fault_memory(f);
    if (!s->functions.any && s->dwarf == NULL)
        return fault_input(f,
                           "%s has no symbols: it was stripped; give the file as the linker "
                           "wrote it, or give the heap by --heap START:SIZE",
                           path);
    if (!elf_heap_read(&s->elf, &s->heap, s->no_heap) && s->debug.fd >= 0)
        (void)elf_heap_read(&s->debug, &s->heap, s->no_heap);
    return HPT_OK;
}

struct symbols *symbols_open(const char *path, const char *skip, struct fault *f)
{
    struct symbols *s = calloc(1, sizeof *s);

    if (s == NULL) {
        (void)fault_memory(f);
        return NULL;
    }
    s->elf.fd = s->debug.fd = -1;
    s->skip.more = skip;
    if (fill(s, path, f) == HPT_OK)
        return s;
    symbols_close(s);
    return NULL;
}

void symbols_close(struct symbols *s)
{
    if (s == NULL)
        return;
    names_close(&s->names);
    units_close(&s->units);
    functions_close(&s->functions);
    code_close(&s->code);
    (void)dwarf_end(s->dwarf);
    if (s->debug.fd >= 0)
        elf_file_close(&s->debug);
    if (s->elf.fd >= 0)
        elf_file_close(&s->elf);
    free(s);
}

/* What the linker dropped keeps its debug information, at addresses where other functions are now:
 * the unit whose function begins where the symbol does is right. */
static void find_chain(struct symbols *s, uint64_t address, struct chain *best)
{
    const struct function *symbol = functions_find(&s->functions, address);
    struct chain chain;
    const struct unit *unit;
    size_t at = 0;

    best->count = 0;
    while ((unit = units_next(&s->units, address, &at)) != NULL) {
        if (!chain_find(&chain, unit, address, symbol != NULL ? symbol->start : 0))
            continue;
        if (best->count == 0 || (symbol != NULL && chain.is_entered))
            *best = chain;
        if (symbol == NULL || chain.is_entered)
            return;
    }
    if (best->count == 0 && symbol != NULL) {
        best->count = 1;
        best->links[0] = (struct link){.function = symbol->name};
    }
}

static bool resolve(struct symbols *s, struct name_entry *entry, uint64_t address)
{
    struct chain chain;

    find_chain(s, address, &chain);
    return site_make(&entry->name, &chain, &s->units, &s->skip, &s->names);
}

static struct name_entry *entry_of(struct symbols *s, uint64_t address)
{
    size_t before = s->names.count;
    struct name_entry *entry = names_entry(&s->names, address);

    if (entry != NULL && s->names.count > before)
        entry->is_known = code_has(&s->code, address) && resolve(s, entry, address);
    return entry;
}

static bool place(void *self, uint64_t address, struct hpt_site_name *name)
{
    struct symbols *s = self;
    uint64_t plain = s->code.machine == EM_ARM ? address & ~UINT64_C(1) : address;

    if (!code_has(&s->code, plain))
        return false;
    const struct name_entry *entry = entry_of(s, plain);
    if (entry == NULL || !entry->is_known)
        return false;
    *name = entry->name;
    return true;
}

static void judge(struct symbols *s, struct name_entry *entry, uint64_t caller)
{
    bool fits =
        code_has(&s->code, entry->address) && code_is_return(&s->code, caller) != CODE_RETURN_NO;

    entry->is_judged = true;
    s->callers++;
    s->misfits += !fits;
}

static bool name(void *self, uint64_t caller, struct hpt_site_name *name)
{
    struct symbols *s = self;
    struct name_entry *entry = caller > 1 ? entry_of(s, code_call_of(&s->code, caller)) : NULL;

    if (entry == NULL)
        return false;
    if (!entry->is_judged)
        judge(s, entry, caller);
    if (!entry->is_known)
        return false;
    *name = entry->name;
    return true;
}

struct hpt_namer symbols_namer(struct symbols *s)
{
    return (struct hpt_namer){.self = s, .name = name, .place = place};
}

const struct elf_heap *symbols_heap(const struct symbols *s, const char **why)
{
    *why = s->no_heap;
    return s->heap.end != 0 ? &s->heap : NULL;
}

bool symbols_has_lines(const struct symbols *s)
{
    return s->dwarf != NULL;
}

bool symbols_build_id(const struct symbols *s, struct hpt_str *id)
{
    *id = build_id_of(&s->elf);
    return id->len > 0;
}

void symbols_misfits(const struct symbols *s, uint64_t *callers, uint64_t *misfits)
{
    *callers = s->callers;
    *misfits = s->misfits;
}

#include "symbols/chain.h"

#include <dwarf.h>

enum {
    STEPS_MAX = 1 << 20, /* entries looked at for one address: a damaged file may go in circles */
    DEPTH_MAX = 64       /* of namespaces and classes in each other */
};

struct walk {
    uint64_t address;
    size_t steps;
};

static bool may_go_on(struct walk *w)
{
    return w->steps++ < STEPS_MAX;
}

static bool has_address(const struct walk *w, Dwarf_Die *die)
{
    return dwarf_haspc(die, w->address) == 1;
}

static bool holds_functions(int tag)
{
    return tag == DW_TAG_namespace || tag == DW_TAG_module || tag == DW_TAG_class_type ||
           tag == DW_TAG_structure_type || tag == DW_TAG_union_type || tag == DW_TAG_interface_type;
}

static bool holds_code(int tag)
{
    return tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine ||
           tag == DW_TAG_lexical_block || tag == DW_TAG_try_block || tag == DW_TAG_catch_block;
}

static bool is_function(int tag)
{
    return tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine;
}

/* The function among the children of `parent`, and theirs. The recursion is DEPTH_MAX deep. */
static bool find_function(struct walk *w, Dwarf_Die *parent, unsigned depth, Dwarf_Die *found)
{
    Dwarf_Die die;

    if (depth == DEPTH_MAX || dwarf_child(parent, &die) != 0)
        return false;
    do {
        int tag = dwarf_tag(&die);
        if (tag == DW_TAG_subprogram && has_address(w, &die)) {
            *found = die;
            return true;
        }
        if (holds_functions(tag) && find_function(w, &die, depth + 1, found))
            return true;
    } while (may_go_on(w) && dwarf_siblingof(&die, &die) == 0);
    return false;
}

/* Of the children of *die the one that the address lies in becomes *die. */
static bool go_deeper(struct walk *w, Dwarf_Die *die)
{
    Dwarf_Die child;

    if (dwarf_child(die, &child) != 0)
        return false;
    do {
        if (holds_code(dwarf_tag(&child)) && has_address(w, &child)) {
            *die = child;
            return true;
        }
    } while (may_go_on(w) && dwarf_siblingof(&child, &child) == 0);
    return false;
}

static const char *text_of(Dwarf_Die *die, unsigned name)
{
    Dwarf_Attribute attribute;

    return dwarf_formstring(dwarf_attr_integrate(die, name, &attribute));
}

static const char *name_of(Dwarf_Die *die)
{
    const char *name = text_of(die, DW_AT_linkage_name);

    if (name == NULL)
        name = text_of(die, DW_AT_MIPS_linkage_name);
    return name != NULL ? name : dwarf_diename(die);
}

static uint32_t number_of(Dwarf_Die *die, unsigned name)
{
    Dwarf_Attribute attribute;
    Dwarf_Word value;

    if (dwarf_formudata(dwarf_attr(die, name, &attribute), &value) != 0)
        return 0;
    return value <= UINT32_MAX ? (uint32_t)value : 0;
}

/* A function may be in several pieces; its symbol is one of them. */
static bool begins_at(Dwarf_Die *die, uint64_t entry)
{
    Dwarf_Addr base, low, high;
    ptrdiff_t at = 0;

    while ((at = dwarf_ranges(die, at, &base, &low, &high)) > 0)
        if (low == entry)
            return true;
    return false;
}

static struct link first_link(const struct unit *unit, uint64_t address)
{
    Dwarf_Die die = unit->die;
    Dwarf_Line *line = dwarf_getsrc_die(&die, address);
    int number = 0;

    if (line == NULL)
        return (struct link){0};
    (void)dwarf_lineno(line, &number);
    return (struct link){.path = dwarf_linesrc(line, NULL, NULL),
                         .line = number > 0 ? (uint32_t)number : 0};
}

/* Where the function `inlined` was called, in the function around it. */
static struct link call_of(Dwarf_Die *unit, Dwarf_Die *inlined)
{
    Dwarf_Files *files;
    size_t count;
    uint32_t file = number_of(inlined, DW_AT_call_file);
    struct link link = {.line = number_of(inlined, DW_AT_call_line)};

    if (dwarf_getsrcfiles(unit, &files, &count) == 0 && file < count)
        link.path = dwarf_filesrc(files, file, NULL, NULL);
    return link;
}

bool chain_find(struct chain *c, const struct unit *unit, uint64_t address, uint64_t entry)
{
    struct walk w = {.address = address};
    Dwarf_Die scopes = unit->scopes;
    Dwarf_Die die;
    Dwarf_Die functions[CHAIN_MAX]; /* outermost first */
    size_t count = 0;

    c->count = 0;
    if (!find_function(&w, &scopes, 0, &die))
        return false;
    c->is_entered = begins_at(&die, entry);
    do {
        if (is_function(dwarf_tag(&die)))
            functions[count++] = die;
    } while (count < CHAIN_MAX && may_go_on(&w) && go_deeper(&w, &die));
    struct link link = first_link(unit, address);
    for (size_t i = count; i-- > 0; link = call_of(&scopes, &functions[i])) {
        link.function = name_of(&functions[i]);
        c->links[c->count++] = link;
    }
    return true;
}

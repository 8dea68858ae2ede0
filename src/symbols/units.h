/* The compilation units of a program's DWARF, and which addresses they say they cover. Made by
 * itself: not every compiler writes .debug_aranges. */
#ifndef SYMBOLS_UNITS_H
#define SYMBOLS_UNITS_H

#include "heapterm.h"

#include <elfutils/libdw.h>

struct unit {
    Dwarf_Die die;    /* with the lines */
    Dwarf_Die scopes; /* with the functions: another one where they are in a .dwo file */
    char *path;       /* of its source file; NULL: not known */
};

/* [low, high) is of unit `unit`. `reach` is the highest `high` up to here. */
struct stretch {
    uint64_t low, high, reach;
    size_t unit;
};

struct units {
    struct unit *all;
    size_t count, capacity;
    struct stretch *stretches; /* by `low` */
    size_t stretch_count, stretch_capacity;
};

/* `dwarf` must outlive *u. What makes no sense in it is passed over; HPT_ERR_MEMORY is the only
 * failure, and units_close follows it, too. */
enum hpt_status units_open(struct units *u, Dwarf *dwarf) HPT_MUST_CHECK;
void units_close(struct units *u);

/* The units that cover `address`, one a call: *at is 0 before the first. NULL: no more. There may
 * be several, as what the linker dropped keeps its lines, moved to address 0. */
const struct unit *units_next(const struct units *u, uint64_t address, size_t *at);

#endif

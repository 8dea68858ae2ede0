/* The functions that an address lies in: the innermost, the one it is inlined into, and so on. */
#ifndef SYMBOLS_CHAIN_H
#define SYMBOLS_CHAIN_H

#include "symbols/units.h"

enum { CHAIN_MAX = 32 };

struct chain {
    size_t count;
    struct link {
        const char *function; /* as the linker would have it; NULL: not known */
        const char *path;     /* of the source file; NULL: not known */
        uint32_t line;        /* 0: not known */
    } links[CHAIN_MAX];       /* innermost first; of more, the innermost ones are left out */
    bool is_entered;          /* the outermost begins at the address that was asked for */
};

/* Fills *c with what `unit` knows of `address`; text is the DWARF's. `entry` is where the symbol
 * begins that the address lies in. False: the unit has no function there. */
bool chain_find(struct chain *c, const struct unit *unit, uint64_t address, uint64_t entry);

#endif

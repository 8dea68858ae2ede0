/* What was found for addresses, kept: traces name the same callers by the million. */
#ifndef SYMBOLS_NAMES_H
#define SYMBOLS_NAMES_H

#include "heapterm.h"

enum { NAMES_MAX = 1 << 18 }; /* no program calls malloc from more places */

struct name_entry {
    uint64_t address;
    bool is_used;
    bool is_known;
    bool is_judged; /* as a return address: symbols.c counts each once */
    struct hpt_site_name name;
};

struct names {
    struct name_entry *entries; /* a table of 2^n; an address is at its hash or behind it */
    size_t count;
    size_t capacity;
    struct name_page *pages; /* what the names' text and frames stand in */
};

void names_close(struct names *n);

/* The entry of an address, a new one if need be; NULL without memory, or when there are NAMES_MAX.
 * Valid until the next one is asked for. */
struct name_entry *names_entry(struct names *n, uint64_t address);

/* Memory that stays where it is until names_close; NULL if there is none. */
void *names_keep(struct names *n, size_t size);

#endif

/* A chain of functions as the name of a site: which of them asked for the memory, and its text. */
#ifndef SYMBOLS_SITE_H
#define SYMBOLS_SITE_H

#include "symbols/chain.h"
#include "symbols/names.h"
#include "symbols/skip.h"

/* Fills *name with text and frames in `names`. False if nothing of the chain has a name, or without
 * memory. */
bool site_make(struct hpt_site_name *name, const struct chain *chain, const struct units *units,
               const struct skip *skip, struct names *names);

#endif

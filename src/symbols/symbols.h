/* A program's symbols: what its ELF file, with DWARF or without, tells of addresses in a trace. */
#ifndef SYMBOLS_SYMBOLS_H
#define SYMBOLS_SYMBOLS_H

#include "symbols/elf_heap.h"

struct symbols;

/* Opens the ELF file `path`. `skip` are names of functions, with commas between, that are wrappers
 * around malloc, or NULL (symbols/skip.h); both are borrowed. NULL with *f filled. */
struct symbols *symbols_open(const char *path, const char *skip, struct fault *f);
void symbols_close(struct symbols *s); /* NULL is fine */

/* For one thread at a time; what it names holds until symbols_close. */
struct hpt_namer symbols_namer(struct symbols *s);

/* Where the heap lies; NULL: the file does not say, and *why is a clause to stand behind its name.
 */
const struct elf_heap *symbols_heap(const struct symbols *s, const char **why);

/* Whether the file has lines, or names of functions alone. */
bool symbols_has_lines(const struct symbols *s);

/* The GNU build ID, as bytes; false if the linker wrote none. Valid until symbols_close. */
bool symbols_build_id(const struct symbols *s, struct hpt_str *id);

/* How many different callers were asked for, and how many of them this program cannot have: they
 * are not in its code, or no call stands before them. */
void symbols_misfits(const struct symbols *s, uint64_t *callers, uint64_t *misfits);

#endif

/* Where a program's debug information is: in its own ELF file, or in one beside it that it names in
 * the section .gnu_debuglink, as objcopy --add-gnu-debuglink makes it. */
#ifndef SYMBOLS_DEBUG_FILE_H
#define SYMBOLS_DEBUG_FILE_H

#include "symbols/elf_file.h"

/* Opens the file that `e`, which is at `path`, names: in the same directory, or in .debug there. It
 * must have the same build ID, or the checksum that `e` has of it. False: there is none. */
bool debug_file_open(const struct elf_file *e, const char *path, struct elf_file *debug);

#endif

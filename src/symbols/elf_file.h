/* An ELF file that is read in pieces, not mapped: whoever overwrites it while it is open makes
 * reads fail, and no more. */
#ifndef SYMBOLS_ELF_FILE_H
#define SYMBOLS_ELF_FILE_H

#include "io/fault.h"

#include <gelf.h>
#include <libelf.h>

struct elf_file {
    int fd; /* -1: none is open; the struct is otherwise all zero then */
    Elf *elf;
    uint64_t size;    /* of the file, in bytes */
    unsigned machine; /* EM_ARM and so on */
    bool is_little;   /* its low bytes come first */
};

/* Opens an ELF file whose table of sections is there. The sentence of a failure names `path`.
 * elf_file_close follows only after HPT_OK. */
enum hpt_status elf_file_open(const char *path, struct elf_file *e, struct fault *f) HPT_MUST_CHECK;
void elf_file_close(struct elf_file *e);

/* The section of that name, or NULL; its header in *header. */
Elf_Scn *elf_file_section(const struct elf_file *e, const char *name, GElf_Shdr *header);

/* Calls `take` for each symbol that is defined and has a name, until it says no. True if the file
 * has one. Names hold as long as the file is open. */
bool elf_file_symbols(const struct elf_file *e,
                      bool (*take)(void *self, const char *name, const GElf_Sym *symbol),
                      void *self);

#endif

/* An ELF file, opened and looked at: that it is one, and whole. */
#ifndef SYMBOLS_ELF_FILE_H
#define SYMBOLS_ELF_FILE_H

#include "io/fault.h"

#include <libelf.h>

struct elf_file {
    int fd;
    Elf *elf;
};

/* With HPT_OK elf_file_close follows; otherwise *f says why not. */
enum hpt_status elf_file_open(struct elf_file *e, const char *path, struct fault *f) HPT_MUST_CHECK;
void elf_file_close(struct elf_file *e);

#endif

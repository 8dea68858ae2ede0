#include "symbols/elf_file.h"

#include <fcntl.h>
#include <gelf.h>
#include <sys/stat.h>
#include <unistd.h>

/* The table of sections closes the file: it goes first when a copy is cut short. */
static bool is_whole(Elf *elf, uint64_t size)
{
    GElf_Ehdr header;

    return gelf_getehdr(elf, &header) != NULL && header.e_shoff <= size &&
           (uint64_t)header.e_shnum * header.e_shentsize <= size - header.e_shoff;
}

static enum hpt_status look(struct elf_file *e, uint64_t size, const char *path, struct fault *f)
{
    (void)elf_version(EV_CURRENT);
    e->elf = elf_begin(e->fd, ELF_C_READ, NULL);
    if (e->elf == NULL || elf_kind(e->elf) != ELF_K_ELF)
        return fault_input(f,
                           "%s is no ELF file; give the .elf that the linker wrote, not the "
                           ".hex or .bin made from it",
                           path);
    if (!is_whole(e->elf, size))
        return fault_input(f, "the ELF file %s is cut short; copy it again", path);
    return HPT_OK;
}

enum hpt_status elf_file_open(struct elf_file *e, const char *path, struct fault *f)
{
    struct stat st;

    *e = (struct elf_file){.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    if (e->fd < 0) {
        (void)fault_system(f, "open the ELF file %s", path);
        return fault_hint(f, "check the path after --elf");
    }
    if (fstat(e->fd, &st) != 0 || !S_ISREG(st.st_mode))
        (void)fault_input(f, "%s is no ELF file but a %s; give the .elf that the linker wrote",
                          path, S_ISDIR(st.st_mode) ? "directory" : "device");
    else if (look(e, (uint64_t)st.st_size, path, f) == HPT_OK)
        return HPT_OK;
    elf_file_close(e);
    return f->status;
}

void elf_file_close(struct elf_file *e)
{
    (void)elf_end(e->elf);
    (void)close(e->fd);
    *e = (struct elf_file){.fd = -1};
}

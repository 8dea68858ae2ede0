#include "symbols/elf_file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* More is no program: it is a mistake, or meant to fill the memory. */
static const uint64_t size_limit = UINT64_C(4) << 30;

/* The table of sections closes the file: it goes first when a copy is cut short. */
static bool is_whole(Elf *elf, uint64_t size)
{
    GElf_Ehdr header;

    return gelf_getehdr(elf, &header) != NULL && header.e_shoff <= size &&
           (uint64_t)header.e_shnum * header.e_shentsize <= size - header.e_shoff;
}

static enum hpt_status begin(const char *path, struct elf_file *e, struct fault *f)
{
    GElf_Ehdr header;

    (void)elf_version(EV_CURRENT);
    e->elf = elf_begin(e->fd, ELF_C_READ, NULL);
    if (e->elf == NULL || elf_kind(e->elf) != ELF_K_ELF)
        return fault_input(f,
                           "%s is no ELF file; give the .elf that the linker wrote, not the "
                           ".hex or .bin made from it",
                           path);
    if (!is_whole(e->elf, e->size) || gelf_getehdr(e->elf, &header) == NULL)
        return fault_input(f, "the ELF file %s is cut short; copy it again", path);
    if (header.e_type == ET_REL)
        return fault_input(f,
                           "%s is an object file, in which nothing has its address yet; give the "
                           ".elf that the linker wrote",
                           path);
    e->machine = header.e_machine;
    e->is_little = header.e_ident[EI_DATA] == ELFDATA2LSB;
    return HPT_OK;
}

static enum hpt_status look_at(const char *path, struct elf_file *e, struct fault *f)
{
    struct stat st;

    if (fstat(e->fd, &st) != 0 || !S_ISREG(st.st_mode))
        return fault_input(f, "%s is no ELF file but a %s; give the .elf that the linker wrote",
                           path, S_ISDIR(st.st_mode) ? "directory" : "device");
    e->size = (uint64_t)st.st_size;
    if (e->size > size_limit)
        return fault_input(f, "%s is larger than 4 GiB; give the .elf that the linker wrote", path);
    return begin(path, e, f);
}

enum hpt_status elf_file_open(const char *path, struct elf_file *e, struct fault *f)
{
    *e = (struct elf_file){.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    if (e->fd < 0) {
        (void)fault_system(f, "open the ELF file %s", path);
        return fault_hint(f, "check the path after --elf");
    }
    enum hpt_status status = look_at(path, e, f);
    if (status != HPT_OK)
        elf_file_close(e);
    return status;
}

void elf_file_close(struct elf_file *e)
{
    (void)elf_end(e->elf);
    if (e->fd >= 0)
        (void)close(e->fd);
    *e = (struct elf_file){.fd = -1};
}

Elf_Scn *elf_file_section(const struct elf_file *e, const char *name, GElf_Shdr *header)
{
    Elf_Scn *section = NULL;
    size_t names;

    if (elf_getshdrstrndx(e->elf, &names) != 0)
        return NULL;
    while ((section = elf_nextscn(e->elf, section)) != NULL) {
        const char *own = gelf_getshdr(section, header) != NULL
                              ? elf_strptr(e->elf, names, header->sh_name)
                              : NULL;
        if (own != NULL && strcmp(own, name) == 0)
            return section;
    }
    return NULL;
}

bool elf_file_symbols(const struct elf_file *e,
                      bool (*take)(void *self, const char *name, const GElf_Sym *symbol),
                      void *self)
{
    Elf_Scn *section = NULL;
    GElf_Shdr header;
    GElf_Sym symbol;
    bool any = false;

    while ((section = elf_nextscn(e->elf, section)) != NULL) {
        if (gelf_getshdr(section, &header) == NULL || header.sh_type != SHT_SYMTAB)
            continue;
        Elf_Data *data = elf_getdata(section, NULL);
        for (int i = 0; data != NULL && gelf_getsym(data, i, &symbol) != NULL; i++) {
            const char *name = elf_strptr(e->elf, header.sh_link, symbol.st_name);
            if (name == NULL || *name == '\0' || symbol.st_shndx == SHN_UNDEF)
                continue;
            any = true;
            if (!take(self, name, &symbol))
                return true;
        }
    }
    return any;
}

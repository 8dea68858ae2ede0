/* A note of the type NT_GNU_BUILD_ID and the owner GNU, as in
 * https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/noteobjfile.html
 * for its form, and elf.h for its number. */
#include "symbols/build_id.h"

#include "symbols/elf_file.h"

#include <gelf.h>
#include <stdio.h>
#include <string.h>

static bool take_note(const char *bytes, const GElf_Nhdr *note, size_t name, size_t id,
                      char text[BUILD_ID_SIZE])
{
    const unsigned char *at = (const unsigned char *)bytes + id;

    if (note->n_type != NT_GNU_BUILD_ID || note->n_namesz != sizeof ELF_NOTE_GNU ||
        memcmp(bytes + name, ELF_NOTE_GNU, sizeof ELF_NOTE_GNU) != 0)
        return false;
    if (note->n_descsz == 0 || 2 * note->n_descsz >= BUILD_ID_SIZE)
        return false;
    for (size_t i = 0; i < note->n_descsz; i++)
        (void)snprintf(text + 2 * i, 3, "%02x", at[i]);
    return true;
}

static bool find_in(Elf_Data *data, char text[BUILD_ID_SIZE])
{
    GElf_Nhdr note;
    size_t at = 0, name, id;

    while (data != NULL && (at = gelf_getnote(data, at, &note, &name, &id)) > 0)
        if (take_note(data->d_buf, &note, name, id, text))
            return true;
    return false;
}

static void find(Elf *elf, char text[BUILD_ID_SIZE])
{
    Elf_Scn *section = NULL;
    GElf_Shdr header;

    while ((section = elf_nextscn(elf, section)) != NULL)
        if (gelf_getshdr(section, &header) != NULL && header.sh_type == SHT_NOTE &&
            find_in(elf_getdata(section, NULL), text))
            return;
}

enum hpt_status build_id_read(const char *path, char text[BUILD_ID_SIZE], struct fault *f)
{
    struct elf_file file;

    text[0] = '\0';
    if (elf_file_open(&file, path, f) != HPT_OK)
        return f->status;
    find(file.elf, text);
    elf_file_close(&file);
    return HPT_OK;
}

#include "symbols/build_id.h"

#include <elfutils/libdwelf.h>
#include <stdio.h>

struct hpt_str build_id_of(const struct elf_file *e)
{
    const void *bytes;
    ssize_t size = dwelf_elf_gnu_build_id(e->elf, &bytes);

    return size > 0 ? (struct hpt_str){bytes, (size_t)size} : (struct hpt_str){0};
}

enum hpt_status build_id_read(const char *path, char text[BUILD_ID_SIZE], struct fault *f)
{
    struct elf_file file;

    text[0] = '\0';
    if (elf_file_open(path, &file, f) != HPT_OK)
        return f->status;
    struct hpt_str id = build_id_of(&file);
    for (size_t i = 0; 2 * id.len < BUILD_ID_SIZE && i < id.len; i++)
        (void)snprintf(text + 2 * i, 3, "%02x", (unsigned)(unsigned char)id.at[i]);
    elf_file_close(&file);
    return HPT_OK;
}

#include "symbols/debug_file.h"

#include "base/str.h"
#include "symbols/build_id.h"

#include <elfutils/libdwelf.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>
#include <zlib.h>

/* The checksum of .gnu_debuglink is that of zlib, over the whole file (GDB's manual, "Debugging
 * Information in Separate Files"). */
static bool has_checksum(const struct elf_file *e, uint32_t wanted)
{
    unsigned char buffer[16384];
    uLong sum = crc32(0, NULL, 0);
    ssize_t size;
    off_t at = 0;

    while ((size = pread(e->fd, buffer, sizeof buffer, at)) > 0) {
        sum = crc32(sum, buffer, (uInt)size);
        at += size;
    }
    return size == 0 && sum == wanted;
}

static bool belongs(const struct elf_file *e, const struct elf_file *debug, uint32_t checksum)
{
    struct hpt_str one = build_id_of(e);
    struct hpt_str other = build_id_of(debug);

    if (one.len > 0 && other.len > 0)
        return str_equal(one, other);
    return has_checksum(debug, checksum);
}

bool debug_file_open(const struct elf_file *e, const char *path, struct elf_file *debug)
{
    static const char *const folders[] = {"", ".debug/"};
    GElf_Word checksum;
    const char *name = dwelf_elf_gnu_debuglink(e->elf, &checksum);
    const char *slash = strrchr(path, '/');
    int directory = slash != NULL ? (int)(slash + 1 - path) : 0;

    for (size_t i = 0; name != NULL && i < COUNT(folders); i++) {
        char beside[PATH_MAX];
        struct fault ignored = {0};
        int length = snprintf(beside, sizeof beside, "%.*s%s%s", directory, path, folders[i], name);
        if (length < 0 || (size_t)length >= sizeof beside ||
            elf_file_open(beside, debug, &ignored) != HPT_OK)
            continue;
        if (belongs(e, debug, checksum))
            return true;
        elf_file_close(debug);
    }
    return false;
}

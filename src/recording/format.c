#include "recording/format.h"

#include "base/str.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const note_names[NOTE_KINDS] = {"mark", "lost", "back", "missed"};

const char *note_name(enum note_kind kind)
{
    return note_names[kind];
}

enum note_kind note_named(const char *name)
{
    size_t i = 0;

    while (i < NOTE_KINDS && strcmp(name, note_names[i]) != 0)
        i++;
    return (enum note_kind)i;
}

/* https://www.sqlite.org/fileformat.html, "The Database Header" */
enum { HEADER = 100, AT_USER_VERSION = 60, AT_APPLICATION_ID = 68 };

static uint32_t big_endian(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

enum file_kind file_kind_of(int fd)
{
    static const char magic[16] = "SQLite format 3";
    unsigned char header[HEADER];
    ssize_t got = pread(fd, header, HEADER, 0);

    if (got == 0)
        return FILE_EMPTY;
    if (got != HEADER || memcmp(header, magic, sizeof magic) != 0 ||
        big_endian(header + AT_APPLICATION_ID) != RECORDING_ID)
        return FILE_OTHER;
    return big_endian(header + AT_USER_VERSION) > RECORDING_VERSION ? FILE_NEWER : FILE_RECORDING;
}

enum file_kind file_kind_at(const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return FILE_OTHER;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return FILE_OTHER;
    enum file_kind kind = file_kind_of(fd);
    (void)close(fd);
    return kind;
}

enum hpt_status fault_newer(struct fault *f, const char *path)
{
    return fault_input(f,
                       "%s is a recording of a newer heapterm, and this one knows version %d and "
                       "below; install the newer heapterm",
                       path, RECORDING_VERSION);
}

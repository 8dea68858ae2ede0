#include "io/sysfs.h"

#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool root_path(char path[PATH_SIZE], const char *format, ...)
{
    const char *root = getenv("HEAPTERM_ROOT");
    va_list arguments;

    int used = snprintf(path, PATH_SIZE, "%s", root == NULL ? "" : root);
    if (used < 0 || used >= PATH_SIZE)
        return false;
    va_start(arguments, format);
    int more = vsnprintf(path + used, (size_t)(PATH_SIZE - used), format, arguments);
    va_end(arguments);
    return more >= 0 && used + more < PATH_SIZE;
}

bool path_copy(char path[PATH_SIZE], const char *from)
{
    size_t length = strlen(from);

    path[0] = '\0';
    if (length >= PATH_SIZE)
        return false;
    memcpy(path, from, length + 1);
    return true;
}

static bool join(char path[PATH_SIZE], const char *directory, const char *name)
{
    int size = snprintf(path, PATH_SIZE, "%s/%s", directory, name);

    return size > 0 && size < PATH_SIZE;
}

bool sysfs_read(const char *directory, const char *name, char *text, size_t size)
{
    char path[PATH_SIZE];

    text[0] = '\0';
    if (!join(path, directory, name))
        return false;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return false;
    ssize_t got = read(fd, text, size - 1);
    (void)close(fd);
    text[got > 0 ? got : 0] = '\0';
    text[strcspn(text, "\n")] = '\0';
    return got > 0;
}

bool sysfs_read_hex(const char *directory, const char *name, unsigned *value)
{
    char text[16], *end;

    if (!sysfs_read(directory, name, text, sizeof text))
        return false;
    *value = (unsigned)strtoul(text, &end, 16);
    return end > text && *end == '\0';
}

bool sysfs_link_end(const char *directory, const char *name, char *text, size_t size)
{
    char path[PATH_SIZE], target[PATH_SIZE];

    text[0] = '\0';
    if (!join(path, directory, name))
        return false;
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length <= 0)
        return false;
    target[length] = '\0';
    const char *slash = strrchr(target, '/');
    (void)snprintf(text, size, "%s", slash == NULL ? target : slash + 1);
    return true;
}

bool sysfs_has(const char *directory, const char *name)
{
    char path[PATH_SIZE];
    struct stat st;

    return join(path, directory, name) && lstat(path, &st) == 0;
}

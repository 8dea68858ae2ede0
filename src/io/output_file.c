#include "io/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *output_directory(const char *path, char copy[PATH_MAX])
{
    size_t length = strlen(path);

    if (length >= PATH_MAX)
        return path;
    memcpy(copy, path, length + 1);
    return dirname(copy);
}

bool output_is_open_to_all(const char *directory)
{
    struct stat st;

    return stat(directory, &st) == 0 && (st.st_mode & S_IWOTH) != 0;
}

static void explain(struct fault *f, const char *path, const char *directory)
{
    int error = errno;
    struct stat st;

    if (error == ELOOP && lstat(path, &st) == 0 && S_ISLNK(st.st_mode)) {
        (void)fault_input(f,
                          "%s is a symbolic link in a directory where everybody may write, and may "
                          "be a trap; name the file itself",
                          path);
    } else if (error == ENOENT || error == ENOTDIR) {
        (void)fault_input(f, "cannot write %s: there is no directory %s; make it first", path,
                          directory);
    } else if (error == EEXIST) {
        (void)fault_input(f, "%s is there already; give another name", path);
    } else if (error == EISDIR) {
        (void)fault_input(f, "%s is a directory; name a file in it", path);
    } else {
        errno = error;
        (void)fault_system(f, "write %s", path);
        (void)fault_hint(f, "give another name");
    }
}

/* What is there may be a link to a file that is not. */
static int open_there(const char *path, int flags, bool must_be_new, bool *is_made)
{
    int fd = open(path, flags | O_CREAT | O_EXCL, 0666);

    *is_made = fd >= 0;
    return fd >= 0 || errno != EEXIST || must_be_new ? fd : open(path, flags | O_CREAT, 0666);
}

int output_file_open(const char *path, bool must_be_new, bool *is_made, struct fault *f)
{
    char copy[PATH_MAX];
    const char *directory = output_directory(path, copy);
    int flags = O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    struct stat st;

    if (output_is_open_to_all(directory))
        flags |= O_NOFOLLOW;
    int fd = open_there(path, flags, must_be_new, is_made);
    if (fd < 0) {
        explain(f, path, directory);
        return -1;
    }
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        return fd;
    (void)fault_input(f, "%s is no file; give another name", path);
    (void)close(fd);
    return -1;
}

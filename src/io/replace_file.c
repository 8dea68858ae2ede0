#include "io/replace_file.h"

#include "io/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_file(void *self, const char *bytes, size_t size)
{
    return fwrite(bytes, 1, size, self) == size;
}

static enum hpt_status check_target(const char *path, const struct replacement *r, struct fault *f)
{
    char copy[PATH_MAX];
    struct stat st;

    if (lstat(path, &st) != 0)
        return HPT_OK;
    if (S_ISLNK(st.st_mode) && output_is_open_to_all(output_directory(path, copy)))
        return fault_input(f,
                           "%s is a symbolic link in a directory where everybody may write, and "
                           "may be a trap; name the file itself",
                           path);
    if (stat(path, &st) != 0 || S_ISREG(st.st_mode))
        return HPT_OK;
    return fault_input(f, "cannot write the %s %s: it is no file; give another name", r->what,
                       path);
}

static enum hpt_status fault_write(struct fault *f, const struct replacement *r, const char *path)
{
    int error = errno;
    char copy[PATH_MAX];

    if (error == ENOENT)
        return fault_input(f, "cannot write the %s %s: there is no directory %s; make it first",
                           r->what, path, output_directory(path, copy));
    return fault_input(f, "cannot write the %s %s: %s; give another name", r->what, path,
                       strerror(error));
}

/* As the old one may be used; a new one is as the umask has it. */
static bool keep_mode(int fd, const char *path)
{
    struct stat st;

    return stat(path, &st) != 0 || fchmod(fd, st.st_mode & 0777) == 0;
}

/* Closes `fd`. */
static bool fill(int fd, const char *path, const struct replacement *r)
{
    FILE *file = fdopen(fd, "w");

    if (file == NULL) {
        (void)close(fd);
        return false;
    }
    struct hpt_out out = {.self = file, .write = write_file};
    r->write(r->self, &out);
    bool is_written = !out.failed && fflush(file) == 0 && keep_mode(fd, path) && fsync(fd) == 0;
    int error = errno;
    if (fclose(file) != 0)
        return false;
    errno = error;
    return is_written;
}

/* A link is followed to the file that it stands for: the link stays. */
static enum hpt_status replace(const char *path, const struct replacement *r, struct fault *f)
{
    char name[PATH_MAX];

    if (snprintf(name, sizeof name, "%s.%ld.new", path, (long)getpid()) >= (int)sizeof name)
        return fault_input(f, "the name of the %s is too long; give a shorter one", r->what);
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return fault_write(f, r, path);
    if (!fill(fd, path, r))
        (void)fault_write(f, r, path);
    else if (r->verify == NULL || r->verify(r->self, name, f) == HPT_OK) {
        if (rename(name, path) == 0)
            return HPT_OK;
        (void)fault_write(f, r, path);
    }
    (void)unlink(name);
    return f->status;
}

enum hpt_status replace_file(const char *path, const struct replacement *r, struct fault *f)
{
    char real[PATH_MAX];

    if (check_target(path, r, f) != HPT_OK)
        return f->status;
    return replace(realpath(path, real) != NULL ? real : path, r, f);
}

#include "cli/log_file.h"

#include "base/plural.h"
#include "io/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

static const uint64_t retry_after_ns = UINT64_C(1000000000);

/* The pattern is the user's, and strftime does with it no worse than what he asks for. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static enum hpt_status expand(const char *pattern, char *path, size_t size, struct fault *f)
{
    time_t now = time(NULL);
    struct tm local;

    if (localtime_r(&now, &local) != NULL && strftime(path, size, pattern, &local) > 0)
        return HPT_OK;
    return fault_usage(f, "the name %s for a log becomes empty or too long; give a shorter one",
                       pattern);
}
#pragma GCC diagnostic pop

static enum hpt_status fault_open(struct fault *f, const char *path)
{
    int error = errno;
    char copy[PATH_MAX];
    const char *directory = output_directory(path, copy);
    struct stat st;

    if (error == ELOOP)
        return fault_input(f,
                           "the log %s is a link in a directory that everybody may write, and is "
                           "not followed; give the file's own name",
                           path);
    if (error == ENOENT && stat(directory, &st) != 0)
        return fault_input(f, "there is no directory %s for the log; make it, or name another",
                           directory);
    errno = error;
    (void)fault_system(f, "write the log %s", path);
    return fault_hint(f, "check the name and who may write there");
}

/* FILE.1, FILE.2, ... until one is free; the parts read in that order are the whole. */
static int open_free(char *path, size_t size, int flags)
{
    char base[1024];
    int fd = -1;

    (void)snprintf(base, sizeof base, "%s", path);
    for (unsigned i = 0; i < 100000 && fd < 0; i++) {
        if (i > 0)
            (void)snprintf(path, size, "%.1000s.%u", base, i);
        fd = open(path, flags | O_EXCL, 0666);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    return fd;
}

/* Opens the file of the name in `l->path`. */
static enum hpt_status open_file(struct log_file *l, enum log_mode mode, struct fault *f)
{
    int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    char copy[PATH_MAX];
    struct stat st;

    if (output_is_open_to_all(output_directory(l->path, copy)))
        flags |= O_NOFOLLOW;
    if (mode == LOG_NEW)
        l->fd = open_free(l->path, sizeof l->path, flags);
    else
        l->fd = open(l->path, mode == LOG_OVERWRITE ? flags | O_TRUNC : flags, 0666);
    if (l->fd < 0)
        return fault_open(f, l->path);
    if (fstat(l->fd, &st) != 0 || !(S_ISREG(st.st_mode) || S_ISCHR(st.st_mode))) {
        (void)close(l->fd);
        l->fd = -1;
        return fault_input(f, "the log %s is no file; name a file", l->path);
    }
    l->size = (uint64_t)st.st_size;
    l->begun_s = (uint64_t)time(NULL);
    l->last = '\n';
    return HPT_OK;
}

static bool is_same_file(const char *one, const char *other)
{
    struct stat a, b;

    return stat(one, &a) == 0 && stat(other, &b) == 0 && S_ISREG(a.st_mode) &&
           a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

enum hpt_status log_file_open(struct log_file *l, const struct log_options *options,
                              const char *input, struct fault *f)
{
    *l = (struct log_file){.options = *options, .fd = -1};
    if (options->path == NULL)
        return HPT_OK;
    if (expand(options->path, l->path, sizeof l->path, f) != HPT_OK)
        return f->status;
    if (input != NULL && is_same_file(l->path, input))
        return fault_usage(f, "%s is the input, and cannot be its own log; give another log",
                           l->path);
    return open_file(l, options->mode, f);
}

bool log_file_is_open(const struct log_file *l)
{
    return l->fd >= 0;
}

bool log_file_is_same(const struct log_file *one, const struct log_file *other)
{
    struct stat a, b;

    return one->fd >= 0 && other->fd >= 0 && fstat(one->fd, &a) == 0 && fstat(other->fd, &b) == 0 &&
           S_ISREG(a.st_mode) && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static void tell(struct log_file *l, const char *sentence)
{
    if (l->tell != NULL)
        l->tell(l->self, sentence);
}

/* `error` 0: was not tried again. */
static void lose(struct log_file *l, size_t size, int error)
{
    char text[1200];

    if (error != 0)
        l->retry_ns = uv_hrtime() + retry_after_ns;
    if (l->missing == 0) {
        (void)snprintf(text, sizeof text,
                       "cannot write the log %.900s: %s; the terminal goes on, the log misses what "
                       "comes until there is room",
                       l->path, strerror(error));
        tell(l, text);
    }
    l->missing += size;
    l->missed += size;
}

static void recover(struct log_file *l)
{
    char text[1200];

    (void)snprintf(text, sizeof text, "the log %.900s goes on; %llu byte%s %s missing from it",
                   l->path, (unsigned long long)l->missing, plural(l->missing), are(l->missing));
    l->missing = 0;
    tell(l, text);
}

static void write_all(struct log_file *l, const char *bytes, size_t size)
{
    if (size == 0)
        return;
    if (l->missing > 0 && uv_hrtime() < l->retry_ns) {
        lose(l, size, 0);
        return;
    }
    while (size > 0) {
        ssize_t written = write(l->fd, bytes, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            lose(l, size, written < 0 ? errno : ENOSPC);
            return;
        }
        if (l->missing > 0)
            recover(l);
        l->size += (uint64_t)written;
        l->last = bytes[written - 1];
        bytes += written;
        size -= (size_t)written;
    }
}

static bool is_due(const struct log_file *l)
{
    const struct log_options *o = &l->options;

    if (o->rotate_size > 0 && l->size >= o->rotate_size)
        return true;
    return o->rotate_s > 0 && (uint64_t)time(NULL) >= l->begun_s + o->rotate_s;
}

/* The next file; without one, the log stays where it is. */
static void rotate(struct log_file *l)
{
    struct log_file next = *l;
    struct fault f = {0};

    if (expand(next.options.path, next.path, sizeof next.path, &f) != HPT_OK ||
        open_file(&next, LOG_NEW, &f) != HPT_OK) {
        l->begun_s = (uint64_t)time(NULL);
        l->size = 0;
        tell(l, f.message);
        return;
    }
    (void)close(l->fd);
    *l = next;
}

void log_file_add(struct log_file *l, const char *bytes, size_t size)
{
    while (l->fd >= 0 && size > 0) {
        if (is_due(l) && l->last == '\n')
            rotate(l);
        /* A file ends with the line that makes it full. */
        const char *end = is_due(l) ? memchr(bytes, '\n', size) : NULL;
        size_t take = end != NULL ? (size_t)(end - bytes) + 1 : size;
        if (end == NULL && l->options.rotate_size > l->size &&
            size > l->options.rotate_size - l->size)
            take = (size_t)(l->options.rotate_size - l->size);
        write_all(l, bytes, take);
        bytes += take;
        size -= take;
    }
}

enum hpt_status log_file_close(struct log_file *l, struct fault *f)
{
    if (l->fd >= 0)
        (void)close(l->fd);
    l->fd = -1;
    if (l->missed == 0)
        return HPT_OK;
    return fault_input(f, "%llu byte%s %s missing from the log %.900s; make room on the disk",
                       (unsigned long long)l->missed, plural(l->missed), are(l->missed), l->path);
}

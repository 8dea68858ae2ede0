#include "io/port_lock.h"

#include "io/port_owner.h"
#include "io/sysfs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BEING_WRITTEN = 5 }; /* seconds that an empty file is believed to be somebody's */

/* As minicom names it: what follows /dev/, its slashes turned. */
static bool file_of(char path[PATH_SIZE], const char *node)
{
    char nodes[PATH_SIZE];

    if (!root_path(nodes, "/dev/"))
        return false;
    const char *slash = strrchr(node, '/');
    const char *name = strncmp(node, nodes, strlen(nodes)) == 0 ? node + strlen(nodes)
                       : strncmp(node, "/dev/", 5) == 0         ? node + 5
                       : slash != NULL                          ? slash + 1
                                                                : node;
    if (!root_path(path, "/var/lock/LCK..%s", name))
        return false;
    for (char *c = path + strlen(path) - strlen(name); (c = strchr(c, '/')) != NULL;)
        *c = '_';
    return true;
}

struct lock_text {
    long process; /* -1: there is no file, or nothing in it */
    bool is_heapterm;
    time_t written;
};

/* The number as text, or, as long ago, as a binary word; then perhaps the program. */
static void parse(struct lock_text *lock, const char *text, ssize_t size)
{
    int32_t word;

    if (size <= 0)
        return;
    if ((size_t)size == sizeof word && text[3] != '\n') {
        memcpy(&word, text, sizeof word);
        lock->process = word;
        return;
    }
    char *end;
    lock->process = strtol(text, &end, 10);
    lock->is_heapterm = strncmp(end, " heapterm\n", 10) == 0;
}

static struct lock_text read_file(const char *path)
{
    struct lock_text lock = {.process = -1};
    struct stat st;
    char text[64] = "";
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0)
        return lock;
    if (fstat(fd, &st) == 0) {
        lock.written = st.st_mtime;
        parse(&lock, text, read(fd, text, sizeof text - 1));
    }
    (void)close(fd);
    return lock;
}

static bool is_alive(long process)
{
    return process > 0 && process != (long)getpid() &&
           (kill((pid_t)process, 0) == 0 || errno == EPERM);
}

void port_lock_who(const char *node, struct port_holder *holder)
{
    char path[PATH_SIZE];

    *holder = (struct port_holder){0};
    if (!file_of(path, node))
        return;
    const struct lock_text lock = read_file(path);
    if (!is_alive(lock.process))
        return;
    holder->process = lock.process;
    port_owner_program(lock.process, holder->program, sizeof holder->program);
    if (lock.is_heapterm && strcmp(holder->program, "heapterm") != 0)
        *holder = (struct port_holder){0};
}

bool port_lock_is_held(const char *node, struct port_holder *holder)
{
    char path[PATH_SIZE];

    port_lock_who(node, holder);
    if (!file_of(path, node))
        return false;
    const struct lock_text lock = read_file(path);
    if (lock.process < 0)
        return lock.written != 0 && time(NULL) - lock.written < BEING_WRITTEN;
    return is_alive(lock.process) && !lock.is_heapterm;
}

static bool write_file(const char *path)
{
    char text[64];
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);

    if (fd < 0)
        return false;
    int size = snprintf(text, sizeof text, "%10ld heapterm\n", (long)getpid());
    bool is_written = write(fd, text, (size_t)size) == size;
    (void)close(fd);
    if (!is_written)
        (void)unlink(path);
    return true;
}

bool port_lock_take(const char *node, struct port_holder *holder)
{
    char path[PATH_SIZE];

    *holder = (struct port_holder){0};
    if (!file_of(path, node))
        return true;
    for (int tries = 0; tries < 2; tries++) {
        if (write_file(path) || errno != EEXIST)
            return true;
        if (port_lock_is_held(node, holder))
            return false;
        (void)unlink(path);
    }
    return true;
}

void port_lock_leave(const char *node)
{
    char path[PATH_SIZE];

    if (file_of(path, node) && read_file(path).process == (long)getpid())
        (void)unlink(path);
}

#include "io/port_watch.h"

#include "io/path_walk.h"

#include <errno.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

enum {
    /* udev gives a node its group after it was made: that is a change of attributes. */
    HAPPENINGS = IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR
};

static void on_ready(uv_poll_t *poll, int status, int events)
{
    struct port_watch *w = poll->data;
    char events_read[4096];

    (void)status;
    (void)events;
    while (read(w->fd, events_read, sizeof events_read) > 0)
        ;
    w->changed(w->self);
}

bool port_watch_open(struct port_watch *w, uv_loop_t *loop)
{
    w->count = 0;
    w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (w->fd < 0)
        return false;
    w->poll.data = w;
    if (uv_poll_init(loop, &w->poll, w->fd) == 0 &&
        uv_poll_start(&w->poll, UV_READABLE, on_ready) == 0)
        return true;
    (void)close(w->fd);
    w->fd = -1;
    return false;
}

static bool has(const int *watches, size_t count, int watch)
{
    for (size_t i = 0; i < count; i++)
        if (watches[i] == watch)
            return true;
    return false;
}

/* The directory, or the nearest above it that exists. */
static void add(struct port_watch *w, const char *directory)
{
    char path[PATH_SIZE];
    int watch;

    (void)path_copy(path, directory);
    while ((watch = inotify_add_watch(w->fd, path, HAPPENINGS)) < 0) {
        char *slash = strrchr(path, '/');
        if ((errno != ENOENT && errno != ENOTDIR) || slash == NULL) {
            w->is_whole = false;
            return;
        }
        slash[slash == path ? 1 : 0] = '\0';
    }
    if (has(w->watches, w->count, watch))
        return;
    if (w->count == WATCHES_MAX)
        w->is_whole = false;
    else
        w->watches[w->count++] = watch;
}

bool port_watch_set(struct port_watch *w, const char *path, const char *directory)
{
    const struct port_watch before = *w;
    struct path_walk walk;

    w->count = 0;
    w->is_whole = path_walk_start(&walk, path);
    if (directory != NULL)
        add(w, directory);
    do
        add(w, walk.directory);
    while (path_walk_next(&walk));
    for (size_t i = 0; i < before.count; i++)
        if (!has(w->watches, w->count, before.watches[i]))
            (void)inotify_rm_watch(w->fd, before.watches[i]);
    return w->is_whole;
}

static void on_closed(uv_handle_t *handle)
{
    struct port_watch *w = handle->data;

    w->closed(w->self);
}

void port_watch_close(struct port_watch *w)
{
    uv_close((uv_handle_t *)&w->poll, on_closed);
    (void)close(w->fd);
    w->fd = -1;
}

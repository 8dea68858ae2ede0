#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Collected bytes beyond this are written at once, lest a large batch needs large memory. */
enum { BATCH = 65536, NAP_MS = 4 };

static bool add(struct output *o, const char *bytes, size_t size)
{
    if (!queue_add(&o->bytes, bytes, size)) {
        o->error = ENOMEM;
        return false;
    }
    if (o->bytes.count >= BATCH)
        output_flush(o);
    return o->error == 0;
}

static bool collect(void *self, const char *bytes, size_t size)
{
    struct output *o = self;

    if (o->error != 0)
        return false;
    if (o->skipping) {
        o->skipped += size;
        return true;
    }
    if (o->lift != NULL)
        o->lift(o->veil);
    return add(o, bytes, size);
}

void output_insist(struct output *o, const char *bytes, size_t size)
{
    if (o->error == 0)
        (void)add(o, bytes, size);
}

void output_open(struct output *o, int fd)
{
    *o = (struct output){.fd = fd, .out = {.self = o, .write = collect}};
}

void output_open_kept(struct output *o)
{
    output_open(o, -1);
}

static void on_ready(uv_poll_t *poll, int status, int events);

static void watch(struct output *o)
{
    int events = o->bytes.count > 0 && !o->is_paused ? UV_WRITABLE : 0;

    if (!o->is_watched)
        return;
    if (events == 0 && o->is_pipe)
        events = UV_DISCONNECT;
    if (o->error != 0 || uv_is_active((const uv_handle_t *)&o->nap) != 0)
        events = 0;
    watch_for(&o->watch, events, on_ready);
}

static void on_nap_end(uv_timer_t *timer)
{
    watch(timer->data);
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
    struct output *o = poll->data;
    size_t before = o->bytes.count;

    if (status != 0)
        watch_failed(&o->watch);
    /* libuv's word for an error on the descriptor; with a pipe that is a reader gone away. */
    if (status != 0 && o->bytes.count == 0)
        o->error = EPIPE;
    (void)events;
    output_flush(o);
    if (o->error != 0 || o->bytes.count == 0) {
        o->changed(o->self);
    } else if (o->bytes.count == before) {
        /* A terminal with room for less than a line end is said to be ready, over and over. */
        (void)uv_timer_start(&o->nap, on_nap_end, NAP_MS, 0);
        watch(o);
    }
}

/* O_NONBLOCK belongs to the open file, which we share with the shell and others; so the terminal or
 * the pipe is opened a second time, for us alone. */
static int open_privately(int fd, bool *is_pipe)
{
    struct statfs fs;
    char name[32];

    *is_pipe = fstatfs(fd, &fs) == 0 && fs.f_type == PIPEFS_MAGIC;
    if (!*is_pipe && isatty(fd) == 0)
        return -1;
    (void)snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    return open(name, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

/* A file and what stands in memory, as /dev/null, do not stand still. */
static bool may_block(int fd)
{
    struct stat st;

    return fstat(fd, &st) == 0 && (S_ISSOCK(st.st_mode) || S_ISFIFO(st.st_mode) || isatty(fd) == 1);
}

static void on_taken(void *self, int error)
{
    struct output *o = self;

    if (error != 0 && o->error == 0)
        o->error = error;
    output_flush(o);
    if (o->error != 0 || output_pending(o) == 0)
        o->changed(o->self);
}

/* A socket has no second opening, and the terminal or the pipe of another user allows none. */
static void write_from_thread(struct output *o, uv_loop_t *loop)
{
    const struct writer_client client = {.self = o, .taken = on_taken};

    if (o->fd >= 0 && may_block(o->fd))
        o->writer = writer_open(loop, o->fd, &client);
}

void output_watch(struct output *o, uv_loop_t *loop, void (*changed)(void *self), void *self)
{
    bool is_pipe = false;
    int fd = o->fd < 0 ? -1 : open_privately(o->fd, &is_pipe);

    o->changed = changed;
    o->self = self;
    if (fd < 0) {
        write_from_thread(o, loop);
        return;
    }
    o->watch.poll.data = o;
    o->nap.data = o;
    (void)uv_timer_init(loop, &o->nap);
    if (uv_poll_init(loop, &o->watch.poll, fd) != 0) {
        uv_close((uv_handle_t *)&o->nap, NULL);
        (void)close(fd);
        return;
    }
    o->fd = fd;
    o->is_own = true;
    o->is_pipe = is_pipe;
    o->is_watched = true;
    watch(o);
}

/* Somebody else may have made the shared descriptor non-blocking. */
static void wait_for(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLOUT};

    (void)poll(&p, 1, -1);
}

static void hand_over(struct output *o)
{
    size_t taken = 1;

    while (taken > 0 && o->bytes.count > 0 && o->error == 0 && !o->is_paused) {
        taken = writer_put(o->writer, queue_front(&o->bytes), o->bytes.count);
        queue_drop(&o->bytes, taken);
    }
}

static void write_now(struct output *o)
{
    while (o->fd >= 0 && o->bytes.count > 0 && o->error == 0 && !o->is_paused) {
        ssize_t written = write(o->fd, queue_front(&o->bytes), o->bytes.count);
        if (written >= 0) {
            queue_drop(&o->bytes, (size_t)written);
        } else if (errno == EAGAIN) {
            if (o->is_own)
                break;
            wait_for(o->fd);
        } else if (errno != EINTR) {
            o->error = errno;
        }
    }
}

void output_flush(struct output *o)
{
    if (o->writer != NULL)
        hand_over(o);
    else
        write_now(o);
    watch(o);
}

size_t output_pending(const struct output *o)
{
    size_t handed_over = o->writer != NULL ? writer_pending(o->writer) : 0;

    return o->error != 0 || o->fd < 0 ? 0 : o->bytes.count + handed_over;
}

static void on_closed(uv_handle_t *handle)
{
    struct output *o = handle->data;

    (void)close(o->fd);
}

void output_close(struct output *o)
{
    queue_release(&o->bytes);
    if (o->writer != NULL)
        writer_close(o->writer);
    o->writer = NULL;
    if (o->is_watched) {
        uv_close((uv_handle_t *)&o->nap, NULL);
        uv_close((uv_handle_t *)&o->watch.poll, on_closed);
    }
    o->is_watched = false;
}

enum hpt_status output_fault(const struct output *o, struct fault *f)
{
    if (o->error == 0 || o->error == EPIPE)
        return HPT_OK;
    errno = o->error;
    (void)fault_system(f, "write to standard output");
    if (o->error == ENOSPC)
        return fault_hint(f, "make room on the disk and try again");
    return fault_hint(f, "check where it goes");
}

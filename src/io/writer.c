#include "io/writer.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is on its way when the screen is to stand still comes all the same: not too much. */
enum { PIECE = 16 * 1024 };

struct writer {
    struct writer_client client;
    int fd;
    int wake;        /* an eventfd: there is something to do */
    bool has_reader; /* a pipe or a socket: the other side may go away */
    uv_thread_t thread;
    uv_async_t async;
    size_t pending; /* the loop's */
    char piece[PIECE];
    pthread_mutex_t mutex; /* of what follows */
    size_t size;           /* of the piece that is being written; 0: none */
    int error;
    bool is_left; /* nobody wants to hear from the thread any more */
    int owners;   /* the thread, and the handle on the loop */
};

static void disown(struct writer *w)
{
    (void)pthread_mutex_lock(&w->mutex);
    bool is_last = --w->owners == 0;
    (void)pthread_mutex_unlock(&w->mutex);
    if (!is_last)
        return;
    (void)close(w->wake);
    (void)pthread_mutex_destroy(&w->mutex);
    free(w);
}

static void tell(struct writer *w, int error)
{
    (void)pthread_mutex_lock(&w->mutex);
    w->size = 0;
    w->error = error;
    if (!w->is_left)
        (void)uv_async_send(&w->async);
    (void)pthread_mutex_unlock(&w->mutex);
}

/* Sleeps until there is something to do. False when nobody reads any more. */
static bool wait_for_work(const struct writer *w)
{
    struct pollfd fds[] = {{.fd = w->wake, .events = POLLIN}, {.fd = w->has_reader ? w->fd : -1}};
    uint64_t count;

    while (poll(fds, 2, -1) < 0)
        ;
    if (fds[0].revents == 0)
        return (fds[1].revents & (POLLERR | POLLHUP)) == 0;
    ssize_t got = read(w->wake, &count, sizeof count);
    (void)got; /* it cannot fail when poll has said so */
    return true;
}

static int write_all(int fd, const char *bytes, size_t size)
{
    struct pollfd ready = {.fd = fd, .events = POLLOUT};

    while (size > 0) {
        ssize_t written = write(fd, bytes, size);
        if (written >= 0) {
            bytes += written;
            size -= (size_t)written;
        } else if (errno == EAGAIN) {
            (void)poll(&ready, 1, -1); /* somebody else has made it non-blocking */
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

static void work(void *argument)
{
    struct writer *w = argument;
    bool is_left = false;
    int error = 0;

    while (!is_left && error == 0) {
        bool has_reader = wait_for_work(w);
        (void)pthread_mutex_lock(&w->mutex);
        size_t size = w->size;
        is_left = w->is_left;
        (void)pthread_mutex_unlock(&w->mutex);
        if (is_left || (has_reader && size == 0))
            continue;
        error = has_reader ? write_all(w->fd, w->piece, size) : EPIPE;
        tell(w, error);
    }
    disown(w);
}

static void on_async(uv_async_t *async)
{
    struct writer *w = async->data;

    (void)pthread_mutex_lock(&w->mutex);
    int error = w->error;
    bool is_busy = w->size > 0;
    (void)pthread_mutex_unlock(&w->mutex);
    if (is_busy && error == 0)
        return;
    w->pending = 0;
    w->client.taken(w->client.self, error);
}

static void on_closed(uv_handle_t *handle)
{
    disown(handle->data);
}

struct writer *writer_open(uv_loop_t *loop, int fd, const struct writer_client *client)
{
    struct writer *w = calloc(1, sizeof *w);
    struct stat st;

    if (w == NULL)
        return NULL;
    w->client = *client;
    w->fd = fd;
    w->owners = 1;
    w->has_reader = fstat(fd, &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
    w->wake = eventfd(0, EFD_CLOEXEC);
    (void)pthread_mutex_init(&w->mutex, NULL);
    if (w->wake < 0 || uv_async_init(loop, &w->async, on_async) != 0) {
        disown(w);
        return NULL;
    }
    w->async.data = w;
    w->owners++;
    if (uv_thread_create(&w->thread, work, w) == 0)
        return w;
    w->owners--;
    uv_close((uv_handle_t *)&w->async, on_closed);
    return NULL;
}

static void wake(const struct writer *w)
{
    const uint64_t one = 1;
    ssize_t written = write(w->wake, &one, sizeof one);

    (void)written; /* the counter is far from full */
}

size_t writer_put(struct writer *w, const char *bytes, size_t size)
{
    if (w->pending > 0 || size == 0)
        return 0;
    if (size > PIECE)
        size = PIECE;
    memcpy(w->piece, bytes, size);
    w->pending = size;
    (void)pthread_mutex_lock(&w->mutex);
    w->size = size;
    (void)pthread_mutex_unlock(&w->mutex);
    wake(w);
    return size;
}

size_t writer_pending(const struct writer *w)
{
    return w->pending;
}

void writer_close(struct writer *w)
{
    (void)pthread_mutex_lock(&w->mutex);
    w->is_left = true;
    (void)pthread_mutex_unlock(&w->mutex);
    wake(w);
    (void)pthread_detach(w->thread);
    uv_close((uv_handle_t *)&w->async, on_closed);
}

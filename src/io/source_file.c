#include "io/source.h"

#include "io/ports.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* Large enough that the loop between two pieces costs nothing, small enough that Ctrl-C is heard at
 * once. */
enum { PIECE = 256 * 1024 };

struct file {
    struct source base;
    int fd;
    bool empty_is_fault;
    bool ended;
    uv_idle_t idle;
    char piece[PIECE];
};

static void end(struct file *p, enum source_end how)
{
    p->ended = true;
    (void)uv_idle_stop(&p->idle);
    p->base.client.end(p->base.client.self, how, &p->base.fault);
}

static void on_idle(uv_idle_t *idle)
{
    struct file *p = idle->data;
    ssize_t got = read(p->fd, p->piece, PIECE);

    if (got > 0) {
        p->base.taken += (uint64_t)got;
        p->base.client.data(p->base.client.self, p->piece, (size_t)got, 0);
        return;
    }
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (got < 0) {
        (void)fault_system(&p->base.fault, "read %s", p->base.name);
        (void)fault_hint(&p->base.fault, "check the disk it is on");
        end(p, SOURCE_FAILED);
    } else if (p->base.taken == 0 && p->empty_is_fault) {
        (void)fault_input(&p->base.fault,
                          "%s is empty; write what the device says into it and try again",
                          p->base.name);
        end(p, SOURCE_FAILED);
    } else {
        end(p, SOURCE_ENDED);
    }
}

static void file_read(struct source *s, bool on)
{
    struct file *p = (struct file *)s;

    if (on && !p->ended)
        (void)uv_idle_start(&p->idle, on_idle);
    else
        (void)uv_idle_stop(&p->idle);
}

static void on_closed(uv_handle_t *handle)
{
    struct file *p = handle->data;

    (void)close(p->fd);
    free(p);
}

static void file_close(struct source *s)
{
    struct file *p = (struct file *)s;

    p->ended = true;
    uv_close((uv_handle_t *)&p->idle, on_closed);
}

/* A file that is standard input may have been read in part. */
static uint64_t bytes_left(int fd)
{
    struct stat st;
    off_t at = lseek(fd, 0, SEEK_CUR);

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || at < 0 || at > st.st_size)
        return 0;
    return (uint64_t)(st.st_size - at);
}

struct source *source_file_from(uv_loop_t *loop, int fd, const char *name, bool empty_is_fault,
                                const struct source_client *client, struct fault *f)
{
    struct file *p = calloc(1, sizeof *p);

    if (p == NULL) {
        (void)fault_memory(f);
        (void)close(fd);
        return NULL;
    }
    p->base = (struct source){.name = name,
                              .read = file_read,
                              .write = source_write_nothing,
                              .close = file_close,
                              .client = *client};
    p->base.whole = bytes_left(fd);
    p->fd = fd;
    p->empty_is_fault = empty_is_fault;
    p->idle.data = p;
    (void)uv_idle_init(loop, &p->idle); /* cannot fail */
    return &p->base;
}

struct source *source_file_open(uv_loop_t *loop, const char *path,
                                const struct source_client *client, struct fault *f)
{
    int fd = source_open_to_read(path, O_RDONLY | O_CLOEXEC, f);

    if (fd < 0)
        return NULL;
    return source_file_from(loop, fd, path, true, client, f);
}

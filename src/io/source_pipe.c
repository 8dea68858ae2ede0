/* Pipes, and standard input whatever it is. */
#include "io/ports.h"
#include "io/source.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { PIECE = 65536 };

static const char stdin_name[] = "standard input";

struct pipe_source {
    struct source base;
    int fd;
    int flags; /* of a descriptor that is not ours alone, to be put back; else -1 */
    bool ended;
    uv_poll_t poll;
    char piece[PIECE];
};

static void end(struct pipe_source *p, enum source_end how)
{
    p->ended = true;
    (void)uv_poll_stop(&p->poll);
    p->base.client.end(p->base.client.self, how, &p->base.fault);
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
    struct pipe_source *p = poll->data;
    ssize_t got = read(p->fd, p->piece, PIECE);

    (void)status; /* read() says it better */
    (void)events;
    if (got > 0) {
        p->base.taken += (uint64_t)got;
        p->base.client.data(p->base.client.self, p->piece, (size_t)got, clock_us(&p->base.clock));
    } else if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    } else if (got == 0 || errno == EIO) { /* EIO: a terminal that hung up */
        end(p, SOURCE_ENDED);
    } else {
        (void)fault_system(&p->base.fault, "read %s", p->base.name);
        (void)fault_hint(&p->base.fault, "check the program that writes it");
        end(p, SOURCE_FAILED);
    }
}

static void pipe_read(struct source *s, bool on)
{
    struct pipe_source *p = (struct pipe_source *)s;

    if (on && !p->ended)
        (void)uv_poll_start(&p->poll, UV_READABLE | UV_DISCONNECT, on_ready);
    else
        (void)uv_poll_stop(&p->poll);
}

static void on_closed(uv_handle_t *handle)
{
    struct pipe_source *p = handle->data;

    if (p->flags != -1)
        (void)fcntl(p->fd, F_SETFL, p->flags);
    else
        (void)close(p->fd);
    free(p);
}

static void pipe_close(struct source *s)
{
    struct pipe_source *p = (struct pipe_source *)s;

    p->ended = true;
    uv_close((uv_handle_t *)&p->poll, on_closed);
}

/* `flags`: see struct pipe_source. A descriptor of our own is closed when this fails. */
static struct source *pipe_from(uv_loop_t *loop, int fd, int flags, const char *name,
                                const struct source_client *client, struct fault *f)
{
    struct pipe_source *p = calloc(1, sizeof *p);

    if (p == NULL) {
        (void)fault_memory(f);
    } else if (uv_poll_init(loop, &p->poll, fd) != 0) {
        (void)fault_input(f, "%s cannot be waited for; write it to a file and give the file", name);
    } else {
        p->base = (struct source){.name = name,
                                  .live = true,
                                  .read = pipe_read,
                                  .write = source_write_nothing,
                                  .close = pipe_close,
                                  .client = *client};
        clock_start(&p->base.clock);
        p->fd = fd;
        p->flags = flags;
        p->poll.data = p;
        return &p->base;
    }
    if (flags == -1)
        (void)close(fd);
    free(p);
    return NULL;
}

struct source *source_fifo_open(uv_loop_t *loop, const char *path,
                                const struct source_client *client, struct fault *f)
{
    int fd = source_open_to_read(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, f);

    if (fd < 0)
        return NULL;
    return pipe_from(loop, fd, -1, path, client, f);
}

/* O_NONBLOCK belongs to the open file, which the shell and other programs share. A terminal and an
 * unnamed pipe can be opened a second time, for us alone. (A named one cannot: if its writers have
 * gone already, the second opening would wait for new ones.) */
static int open_privately(void)
{
    struct statfs fs;
    bool is_pipe = fstatfs(STDIN_FILENO, &fs) == 0 && fs.f_type == PIPEFS_MAGIC;

    if (!is_pipe && isatty(STDIN_FILENO) == 0)
        return -1;
    return open("/proc/self/fd/0", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

struct source *source_stdin_open(uv_loop_t *loop, const struct source_client *client,
                                 struct fault *f)
{
    struct stat st;

    if (fstat(STDIN_FILENO, &st) != 0) {
        (void)fault_system(f, "read %s", stdin_name);
        return NULL;
    }
    if (S_ISDIR(st.st_mode)) {
        (void)fault_input(f, "%s is a directory; give it a file or a pipe", stdin_name);
        return NULL;
    }
    if (S_ISREG(st.st_mode) || (S_ISCHR(st.st_mode) && isatty(STDIN_FILENO) == 0)) {
        int copy = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
        if (copy < 0) {
            (void)fault_system(f, "read %s", stdin_name);
            return NULL;
        }
        return source_file_from(loop, copy, stdin_name, S_ISREG(st.st_mode), client, f);
    }
    int own = open_privately();
    if (own >= 0)
        return pipe_from(loop, own, -1, stdin_name, client, f);
    return pipe_from(loop, STDIN_FILENO, fcntl(STDIN_FILENO, F_GETFL), stdin_name, client, f);
}

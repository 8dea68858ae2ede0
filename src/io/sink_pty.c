#include "io/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum {
    SETTLE_MS =
        100,      /* a program that opens a port sets it up, and may throw away what came before */
    DRAIN_MS = 20 /* a terminal does not tell when it has been read empty: it is asked so often */
};

struct pty {
    struct sink base;
    int fd;    /* the board's side */
    int opens; /* inotify: programs open and close the other side */
    char terminal[64];
    char link[PATH_MAX]; /* empty: none */
    bool has_link;       /* it is ours */
    bool has_reader;
    bool is_finished;
    bool is_over;
    unsigned quiet; /* how often in a row the other side was found empty */
    size_t open_handles;
    uv_poll_t room;
    uv_poll_t news;
    uv_timer_t settle;
    uv_timer_t drain;
    struct queue out;
};

static bool is_open_elsewhere(const struct pty *p)
{
    struct pollfd poll_fd = {.fd = p->fd};

    return poll(&poll_fd, 1, 0) >= 0 && (poll_fd.revents & POLLHUP) == 0;
}

/* What the reader sends must be taken, or it would stand still. */
static void throw_away(struct pty *p)
{
    char bytes[4096];

    while (read(p->fd, bytes, sizeof bytes) > 0)
        ;
}

static void on_room(uv_poll_t *poll, int status, int events);

static void watch(struct pty *p)
{
    int events = UV_READABLE | (p->out.count > 0 ? UV_WRITABLE : 0);

    if (p->has_reader && !p->is_over)
        (void)uv_poll_start(&p->room, events, on_room);
    else
        (void)uv_poll_stop(&p->room);
}

static void look_for_reader(struct pty *p);

static void on_room(uv_poll_t *poll, int status, int events)
{
    struct pty *p = poll->data;
    bool had_some = p->out.count > 0;

    if (status != 0 || !is_open_elsewhere(p)) {
        look_for_reader(p);
        return;
    }
    if ((events & UV_READABLE) != 0)
        throw_away(p);
    while (p->out.count > 0) {
        ssize_t sent = write(p->fd, queue_front(&p->out), p->out.count);
        if (sent <= 0)
            break;
        queue_drop(&p->out, (size_t)sent);
    }
    p->base.queued = p->out.count;
    watch(p);
    if (had_some && p->out.count == 0 && !p->is_finished)
        p->base.client.drained(p->base.client.self);
}

static void on_settled(uv_timer_t *timer)
{
    struct pty *p = timer->data;

    if (!is_open_elsewhere(p) || p->is_over)
        return;
    p->has_reader = true;
    watch(p);
    p->base.client.reader(p->base.client.self, true);
}

static void look_for_reader(struct pty *p)
{
    bool is_there = is_open_elsewhere(p);

    if (is_there && !p->has_reader && !uv_is_active((uv_handle_t *)&p->settle)) {
        (void)uv_timer_start(&p->settle, on_settled, SETTLE_MS, 0);
    } else if (!is_there && p->has_reader) {
        p->has_reader = false;
        watch(p);
        p->base.client.reader(p->base.client.self, false);
    }
}

static void on_opens(uv_poll_t *poll, int status, int events)
{
    struct pty *p = poll->data;
    char news[4096];

    (void)status;
    (void)events;
    while (read(p->opens, news, sizeof news) > 0)
        ;
    if (!p->is_over)
        look_for_reader(p);
}

/* Bytes that a program could read now on the other side. */
static int unread(const struct pty *p)
{
    int count = 0;
    int fd = open(p->terminal, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0)
        return 0;
    (void)ioctl(fd, FIONREAD, &count);
    (void)close(fd);
    return count;
}

/* Behind the terminal's buffer is another one, which fills it after a moment: so twice. */
static void on_drain(uv_timer_t *timer)
{
    struct pty *p = timer->data;

    if (p->out.count > 0)
        return;
    p->quiet = is_open_elsewhere(p) && unread(p) > 0 ? 0 : p->quiet + 1;
    if (p->quiet < 2)
        return;
    (void)uv_timer_stop(&p->drain);
    p->base.client.drained(p->base.client.self);
}

static void pty_put(struct sink *s, const char *bytes, size_t size)
{
    struct pty *p = (struct pty *)s;

    if (p->is_over)
        return;
    if (!queue_add(&p->out, bytes, size)) {
        p->is_over = true;
        (void)fault_memory(&p->base.fault);
        p->base.client.failed(p->base.client.self, &p->base.fault);
        return;
    }
    p->base.queued = p->out.count;
    watch(p);
}

static void pty_finish(struct sink *s)
{
    struct pty *p = (struct pty *)s;

    p->is_finished = true;
    (void)uv_timer_start(&p->drain, on_drain, DRAIN_MS, DRAIN_MS);
}

/* Somebody may have taken the name for a link of his own. */
static bool leads_to(const char *link, const char *terminal)
{
    char target[64];
    ssize_t size = readlink(link, target, sizeof target);

    return size > 0 && (size_t)size == strlen(terminal) &&
           memcmp(target, terminal, (size_t)size) == 0;
}

static void on_closed(uv_handle_t *handle)
{
    struct pty *p = handle->data;

    if (--p->open_handles > 0)
        return;
    if (p->has_link && leads_to(p->link, p->terminal))
        (void)unlink(p->link);
    (void)close(p->opens);
    (void)close(p->fd);
    queue_release(&p->out);
    free(p);
}

static void pty_close(struct sink *s)
{
    struct pty *p = (struct pty *)s;

    p->is_over = true;
    uv_close((uv_handle_t *)&p->room, on_closed);
    uv_close((uv_handle_t *)&p->news, on_closed);
    uv_close((uv_handle_t *)&p->settle, on_closed);
    uv_close((uv_handle_t *)&p->drain, on_closed);
}

/* Raw, as a port is that a terminal program has set up: bytes go through as they are. When we close
 * it, nobody has it open, and the first program that does is the reader. */
static bool make_raw(const char *terminal)
{
    struct termios raw;
    int fd = open(terminal, O_RDWR | O_NOCTTY | O_CLOEXEC);

    if (fd < 0)
        return false;
    bool is_raw = tcgetattr(fd, &raw) == 0;
    cfmakeraw(&raw);
    is_raw = is_raw && tcsetattr(fd, TCSANOW, &raw) == 0;
    (void)close(fd);
    return is_raw;
}

static bool open_terminal(struct pty *p)
{
    p->fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    p->opens = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    return p->fd >= 0 && p->opens >= 0 && grantpt(p->fd) == 0 && unlockpt(p->fd) == 0 &&
           ptsname_r(p->fd, p->terminal, sizeof p->terminal) == 0 && make_raw(p->terminal) &&
           inotify_add_watch(p->opens, p->terminal, IN_OPEN | IN_CLOSE) >= 0;
}

/* A link that a heapterm has left which was killed. */
static bool is_stale(const char *link)
{
    struct stat st;

    return lstat(link, &st) == 0 && S_ISLNK(st.st_mode) && stat(link, &st) != 0;
}

static enum hpt_status make_link(struct pty *p, const char *link, struct fault *f)
{
    if (strlen(link) >= sizeof p->link)
        return fault_usage(f, "%s is too long a name for a link; give a shorter one", link);
    (void)snprintf(p->link, sizeof p->link, "%s", link);
    p->has_link = symlink(p->terminal, link) == 0;
    bool is_taken = !p->has_link && errno == EEXIST;
    if (is_taken && is_stale(link) && unlink(link) == 0)
        p->has_link = symlink(p->terminal, link) == 0;
    if (p->has_link)
        return HPT_OK;
    if (is_taken)
        return fault_input(f, "%s is there already; give another name for the link", link);
    (void)fault_system(f, "make the link %s", link);
    return fault_hint(f, "give another name");
}

static enum hpt_status open_all(struct pty *p, const char *link, struct fault *f)
{
    if (!open_terminal(p)) {
        (void)fault_system(f, "make a pseudo terminal");
        return fault_hint(f, "close other terminals");
    }
    p->base.name = p->terminal;
    if (link == NULL)
        return HPT_OK;
    enum hpt_status status = make_link(p, link, f);
    p->base.name = p->link;
    return status;
}

struct sink *sink_pty_open(uv_loop_t *loop, const char *link, const struct sink_client *client,
                           struct fault *f)
{
    struct pty *p = calloc(1, sizeof *p);

    if (p == NULL) {
        (void)fault_memory(f);
        return NULL;
    }
    p->base =
        (struct sink){.put = pty_put, .finish = pty_finish, .close = pty_close, .client = *client};
    if (open_all(p, link, f) != HPT_OK || uv_poll_init(loop, &p->room, p->fd) != 0 ||
        uv_poll_init(loop, &p->news, p->opens) != 0) {
        (void)close(p->fd);
        (void)close(p->opens);
        free(p);
        return NULL;
    }
    (void)uv_timer_init(loop, &p->settle);
    (void)uv_timer_init(loop, &p->drain);
    p->room.data = p->news.data = p->settle.data = p->drain.data = p;
    p->open_handles = 4;
    (void)uv_poll_start(&p->news, UV_READABLE, on_opens);
    return &p->base;
}

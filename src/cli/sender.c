#include "cli/sender.h"

#include "base/bytemap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ENOUGH = 256 * 1024, PIECE = 16 * 1024, PACED_PIECE = 64 };

static const struct {
    const char *name;
    const char *bytes;
} eols[EOL_COUNT] = {
    [EOL_CR] = {"cr", "\r"}, [EOL_CRLF] = {"crlf", "\r\n"}, [EOL_LF] = {"lf", "\n"}};

const char *eol_name(enum eol eol)
{
    return eols[eol].name;
}

static bool is_paced(const struct sender *s)
{
    return s->options.send_delay_ms > 0 || s->options.line_delay_ms > 0;
}

static void hand_on(struct sender *s, const char *bytes, size_t size)
{
    if (size == 0)
        return;
    s->device->write(s->device, bytes, size);
    if (s->sent != NULL)
        s->sent(s->self, bytes, size);
}

/* How many of the waiting bytes go at once, and whether they end a line. CR LF is one line end. */
static size_t next_piece(const struct sender *s, bool *ends_line)
{
    const char *bytes = queue_front(&s->waiting);
    size_t size = s->options.send_delay_ms > 0 ? 1 : s->waiting.count, n = 0;

    *ends_line = false;
    while (n < size && !*ends_line) {
        bool is_half = bytes[n] == '\r' && n + 1 < s->waiting.count && bytes[n + 1] == '\n';
        *ends_line = (bytes[n] == '\r' || bytes[n] == '\n') && !is_half;
        n++;
    }
    return n;
}

static void feed_file(struct sender *s);
static void pump(struct sender *s);

static void on_pace(uv_timer_t *timer)
{
    struct sender *s = timer->data;

    pump(s);
    feed_file(s);
    if (s->idle != NULL && s->waiting.count == 0)
        s->idle(s->self);
}

/* Sends the next piece unless one is still on its way, and sleeps for its delay. */
static void pump(struct sender *s)
{
    bool ends_line;

    if (s->waiting.count == 0 || s->device->queued > 0 ||
        uv_is_active((const uv_handle_t *)&s->pace) != 0)
        return;
    size_t size = next_piece(s, &ends_line);
    hand_on(s, queue_front(&s->waiting), size);
    queue_drop(&s->waiting, size);
    uint64_t pause = s->options.send_delay_ms * size + (ends_line ? s->options.line_delay_ms : 0);
    (void)uv_timer_start(&s->pace, on_pace, pause, 0);
}

void sender_open(struct sender *s, uv_loop_t *loop, struct source *device,
                 const struct send_options *options)
{
    *s = (struct sender){.device = device, .options = *options, .file = -1};
    (void)uv_timer_init(loop, &s->pace);
    s->pace.data = s;
}

void sender_put(struct sender *s, const char *bytes, size_t size)
{
    if (size == 0)
        return;
    if (is_paced(s) && queue_add(&s->waiting, bytes, size)) {
        pump(s);
        return;
    }
    /* Without memory the delays go before the bytes do. */
    hand_on(s, queue_front(&s->waiting), s->waiting.count);
    queue_drop(&s->waiting, s->waiting.count);
    hand_on(s, bytes, size);
}

static void put_mapped(struct sender *s, const char *bytes, size_t size)
{
    struct hpt_str in = {bytes, size};
    char out[1024];

    if (s->options.map == NULL) {
        sender_put(s, bytes, size);
        return;
    }
    while (in.len > 0)
        sender_put(s, out, bytemap_apply(s->options.map, &in, out, sizeof out));
}

void sender_put_eol(struct sender *s)
{
    const char *eol = eols[s->options.eol].bytes;

    put_mapped(s, eol, strlen(eol));
}

void sender_type(struct sender *s, const char *bytes, size_t size)
{
    while (size > 0) {
        const char *enter = s->options.eol == EOL_CR ? NULL : memchr(bytes, '\r', size);
        size_t run = enter != NULL ? (size_t)(enter - bytes) : size;
        put_mapped(s, bytes, run);
        if (enter != NULL)
            sender_put_eol(s);
        run += enter != NULL;
        bytes += run;
        size -= run;
    }
}

static void end_file(struct sender *s, int error)
{
    (void)close(s->file);
    s->file = -1;
    uint64_t waits = sender_backlog(s) < s->file_sent ? sender_backlog(s) : s->file_sent;
    if (s->file_done != NULL)
        s->file_done(s->self, s->name, s->file_sent - waits, error);
}

/* Reads on when most of what was read is gone. */
static void feed_file(struct sender *s)
{
    char piece[PIECE];

    /* With delays little is read ahead, so that stopping is soon heard. */
    size_t most = is_paced(s) ? PACED_PIECE : sizeof piece;

    while (s->file >= 0 && sender_backlog(s) < most) {
        ssize_t got = read(s->file, piece, most);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            if (got < 0 || sender_backlog(s) == 0)
                end_file(s, got < 0 ? errno : 0);
            return;
        }
        s->file_sent += (uint64_t)got;
        sender_put(s, piece, (size_t)got);
    }
}

enum hpt_status sender_file(struct sender *s, const char *path, struct fault *f)
{
    struct stat st;

    if (s->file >= 0)
        return fault_input(f, "%s is still being sent; wait for it, or stop it", s->name);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        (void)fault_system(f, "send %s", path);
        return fault_hint(f, "check the name");
    }
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        (void)close(fd);
        return fault_input(f, "%s is no file that can be sent; name a file", path);
    }
    s->file = fd;
    s->file_sent = 0;
    (void)snprintf(s->name, sizeof s->name, "%s", path);
    feed_file(s);
    return HPT_OK;
}

bool sender_has_file(const struct sender *s)
{
    return s->file >= 0;
}

/* What was read of it goes out: it stands among what is typed. */
void sender_stop_file(struct sender *s)
{
    if (s->file >= 0)
        end_file(s, ECANCELED);
}

void sender_drained(struct sender *s)
{
    pump(s);
    feed_file(s);
}

uint64_t sender_drop(struct sender *s)
{
    uint64_t dropped = s->waiting.count;

    queue_drop(&s->waiting, s->waiting.count);
    if (s->file >= 0)
        end_file(s, ENODEV);
    return dropped;
}

bool sender_is_full(const struct sender *s)
{
    return sender_backlog(s) > ENOUGH;
}

uint64_t sender_backlog(const struct sender *s)
{
    return s->waiting.count + s->device->queued;
}

void sender_close(struct sender *s)
{
    if (s->file >= 0)
        (void)close(s->file);
    queue_release(&s->waiting);
    uv_close((uv_handle_t *)&s->pace, NULL);
}

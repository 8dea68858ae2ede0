#include "cli/console.h"
#include "base/plural.h"

#include <stdarg.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* How far what is shown may lag behind a device: on a terminal what nobody will scroll back to,
 * into a pipe what memory allows, and while somebody reads what he may want to see next. */
enum { TERMINAL_LAG = 1 << 20, PAUSE_LAG = 8 << 20, PIPE_LAG = 64 << 20, NEWS_LAG = 1 << 16 };

/* The terminal's own device, also where it was opened as /dev/tty. */
static bool device_of(int fd, unsigned *device)
{
    return ioctl(fd, TIOCGDEV, device) == 0;
}

/* A shell's usual case: both are the terminal that it runs in. */
static bool are_one_terminal(void)
{
    unsigned out, err;

    return device_of(STDOUT_FILENO, &out) && device_of(STDERR_FILENO, &err) && out == err;
}

void console_open(struct console *s)
{
    *s = (struct console){.is_shared = are_one_terminal(), .is_direct = true};
    output_open(&s->output, STDOUT_FILENO);
    output_open(&s->news, STDERR_FILENO);
}

void console_open_kept(struct console *s)
{
    *s = (struct console){.is_direct = true};
    output_open_kept(&s->output);
    output_open(&s->news, STDERR_FILENO);
}

static void on_output_changed(void *self)
{
    struct console *s = self;

    s->changed(s->self);
}

/* News that nobody takes any more, or has taken: nothing to do. */
static void on_news_changed(void *self)
{
    (void)self;
}

void console_watch(struct console *s, uv_loop_t *loop)
{
    output_watch(&s->output, loop, on_output_changed, s);
    if (s->output.fd < 0)
        return;
    s->is_direct = false;
    if (!s->is_shared)
        output_watch(&s->news, loop, on_news_changed, s);
}

void console_say(struct console *s, const char *format, ...)
{
    char line[NOTICE_SIZE], rows[NOTICE_ROWS];
    va_list arguments;

    va_start(arguments, format);
    size_t size = notice_line(line, format, arguments);
    va_end(arguments);
    if (s->is_direct) {
        notice_write(line, size);
    } else if (s->is_shared) {
        if (s->fresh_line != NULL)
            s->fresh_line(s->self);
        if (s->output.lift != NULL)
            s->output.lift(s->output.veil);
        output_insist(&s->output, rows, notice_rows(rows, line, size, STDOUT_FILENO));
        console_flush(s);
    } else if (output_pending(&s->news) < NEWS_LAG) {
        output_insist(&s->news, rows, notice_rows(rows, line, size, STDERR_FILENO));
        output_flush(&s->news);
    }
}

static size_t lag_of(const struct output *o)
{
    if (o->is_paused)
        return PAUSE_LAG;
    return isatty(o->fd) == 1 ? TERMINAL_LAG : PIPE_LAG;
}

void console_relieve(struct console *s)
{
    struct output *o = &s->output;
    size_t pending = output_pending(o);

    if (o->skipping)
        o->skipping = pending > 0;
    else if (pending > TERMINAL_LAG) /* the system need not be asked for less */
        o->skipping = pending > lag_of(o);
}

void console_go_on(struct console *s)
{
    unsigned long long skipped = s->output.skipped;

    s->output.skipping = false;
    s->output.skipped = 0;
    if (skipped > 0)
        console_say(s, "%llu byte%s of output %s left out while the screen stood still", skipped,
                    plural(skipped), were(skipped));
}

void console_pause(struct console *s, bool on)
{
    s->output.is_paused = on;
    output_flush(&s->output);
    if (!on && output_pending(&s->output) == 0)
        s->changed(s->self);
}

void console_flush(struct console *s)
{
    if (s->restore != NULL)
        s->restore(s->self);
    output_flush(&s->output);
}

void console_close(struct console *s)
{
    output_close(&s->output);
    output_close(&s->news);
}

#include "io/fault.h"

#include "base/disarm.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { PATIENCE_MS = 100 };

static void append(struct fault *f, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

static void append(struct fault *f, const char *format, va_list arguments)
{
    size_t used = strlen(f->message);

    (void)vsnprintf(f->message + used, sizeof f->message - used, format, arguments);
}

static void append_text(struct fault *f, const char *text)
{
    size_t used = strlen(f->message);

    (void)snprintf(f->message + used, sizeof f->message - used, "%s", text);
}

static enum hpt_status begin(struct fault *f, enum hpt_status status, int exit_code)
{
    f->status = status;
    f->exit_code = exit_code;
    f->message[0] = '\0';
    return status;
}

enum hpt_status fault_usage(struct fault *f, const char *format, ...)
{
    va_list arguments;

    begin(f, HPT_ERR_ARGUMENT, EXIT_USAGE);
    va_start(arguments, format);
    append(f, format, arguments);
    va_end(arguments);
    return f->status;
}

enum hpt_status fault_no(struct fault *f, const char *format, ...)
{
    va_list arguments;

    begin(f, HPT_ERR_SYSTEM, EXIT_NO);
    va_start(arguments, format);
    append(f, format, arguments);
    va_end(arguments);
    return f->status;
}

enum hpt_status fault_input(struct fault *f, const char *format, ...)
{
    va_list arguments;

    begin(f, HPT_ERR_SYSTEM, EXIT_INPUT);
    va_start(arguments, format);
    append(f, format, arguments);
    va_end(arguments);
    return f->status;
}

enum hpt_status fault_system(struct fault *f, const char *format, ...)
{
    int error = errno;
    va_list arguments;

    begin(f, HPT_ERR_SYSTEM, EXIT_INPUT);
    append_text(f, "cannot ");
    va_start(arguments, format);
    append(f, format, arguments);
    va_end(arguments);
    append_text(f, ": ");
    append_text(f, strerror(error));
    return f->status;
}

enum hpt_status fault_memory(struct fault *f)
{
    return fault_input(f, "no memory is left for the map of this heap; close other programs or "
                          "read a shorter input");
}

enum hpt_status fault_hint(struct fault *f, const char *format, ...)
{
    va_list arguments;

    append_text(f, "; ");
    va_start(arguments, format);
    append(f, format, arguments);
    va_end(arguments);
    return f->status;
}

/* Names on the command line may hold anything; on the screen they must not act. */
static size_t make_line(char line[NOTICE_SIZE], const char *lead, const char *text)
{
    int size = snprintf(line, NOTICE_SIZE - 1, "%s%s", lead, text);
    size_t used = size < 0 ? 0 : size < NOTICE_SIZE - 1 ? (size_t)size : NOTICE_SIZE - 2;

    disarm(line, used);
    line[used] = '\n';
    return used + 1;
}

size_t notice_line(char line[NOTICE_SIZE], const char *format, va_list arguments)
{
    char text[NOTICE_SIZE];

    (void)vsnprintf(text, sizeof text, format, arguments);
    return make_line(line, "--- ", text);
}

size_t notice_rows(char rows[NOTICE_ROWS], const char *line, size_t size, int fd)
{
    struct winsize screen = {0};

    (void)ioctl(fd, TIOCGWINSZ, &screen);
    return wrap_line(rows, line, size, screen.ws_col);
}

/* One write per line, so that the lines of two programs do not mix. A screen that stands still
 * holds nobody up for long. */
void notice_write(const char *line, size_t size)
{
    struct pollfd screen = {.fd = STDERR_FILENO, .events = POLLOUT};
    char rows[NOTICE_ROWS];

    if (poll(&screen, 1, PATIENCE_MS) == 0)
        return;
    size_t used = notice_rows(rows, line, size, STDERR_FILENO);
    ssize_t written = write(STDERR_FILENO, rows, used);
    (void)written; /* there is nowhere left to complain */
}

void fault_print(const struct fault *f)
{
    char line[NOTICE_SIZE];

    notice_write(line, make_line(line, "heapterm: ", f->message));
}

void notice_print(const char *format, ...)
{
    char line[NOTICE_SIZE];
    va_list arguments;

    va_start(arguments, format);
    size_t size = notice_line(line, format, arguments);
    va_end(arguments);
    notice_write(line, size);
}

/* Stands between heapterm and the C library (LD_PRELOAD) for what no pseudo terminal does: modem
 * wires, drivers that round a rate, calls that fail. It acts on the descriptor that came from
 * opening SHIM_PORT (a suffix of the path):
 *
 *     SHIM_LOG=FILE            every open and ioctl of it, a line each: MICROSECONDS NAME [BITS]
 *     SHIM_WIRES=1             the modem wires exist
 *     SHIM_BAUD=N              the driver sets this rate, whatever is asked
 *     SHIM_FAIL=CALL:ERRNO:FIRST:COUNT
 *                              from the FIRST call of open, read, write or set (TCSETS2) on COUNT
 *                              of them fail; ERRNO 0: they return 0. So do those of pread, on any
 *                              file
 *     SHIM_WHEN=FILE           they are counted as soon as this file exists */
#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))
#define REAL(name) (__extension__(__typeof__(&name)) dlsym(RTLD_NEXT, #name))

int ioctl(int fd, unsigned long request, ...);

static int port = -1;

static void note(const char *name, int bits)
{
    const char *path = getenv("SHIM_LOG");
    struct timespec now;
    char line[80];

    if (path == NULL)
        return;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    int size = snprintf(line, sizeof line, "%lld %s %x\n",
                        (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000, name, (unsigned)bits);
    int fd = REAL(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ssize_t written = REAL(write)(fd, line, (size_t)size);
    (void)written;
    (void)close(fd);
}

/* True when this call fails, with errno set; *zero: by returning 0. */
static int fails(const char *call, int *zero)
{
    static struct {
        char call[8];
        int error, first, count, calls;
    } plan;
    const char *text = getenv("SHIM_FAIL");

    if (text == NULL)
        return 0;
    if (plan.call[0] == '\0' &&
        sscanf(text, "%7[a-z]:%d:%d:%d", plan.call, &plan.error, &plan.first, &plan.count) != 4)
        abort();
    const char *when = getenv("SHIM_WHEN");
    if (strcmp(plan.call, call) != 0 || (when != NULL && access(when, F_OK) != 0))
        return 0;
    plan.calls++;
    *zero = plan.error == 0;
    errno = plan.error;
    return plan.calls >= plan.first && plan.calls < plan.first + plan.count;
}

static int is_port_path(const char *path)
{
    const char *suffix = getenv("SHIM_PORT");
    size_t length = strlen(path), wanted = suffix == NULL ? 0 : strlen(suffix);

    return wanted > 0 && length >= wanted && strcmp(path + length - wanted, suffix) == 0;
}

EXPORT int open(const char *path, int flags, ...)
{
    va_list arguments;
    int zero = 0;

    va_start(arguments, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    if (!is_port_path(path))
        return REAL(open)(path, flags, mode);
    note("open", flags);
    if (fails("open", &zero))
        return -1;
    return port = REAL(open)(path, flags, mode);
}

EXPORT ssize_t read(int fd, void *buffer, size_t size)
{
    int zero = 0;

    if (fd >= 0 && fd == port && fails("read", &zero))
        return zero ? 0 : -1;
    return REAL(read)(fd, buffer, size);
}

EXPORT ssize_t pread(int fd, void *buffer, size_t size, off_t at)
{
    int zero = 0;

    if (fails("pread", &zero))
        return zero ? 0 : -1;
    return REAL(pread)(fd, buffer, size, at);
}

EXPORT ssize_t write(int fd, const void *buffer, size_t size)
{
    int zero = 0;

    if (fd >= 0 && fd == port && fails("write", &zero))
        return zero ? 0 : -1;
    return REAL(write)(fd, buffer, size);
}

static int wire(const char *name, int bits, unsigned long request, void *argument)
{
    note(name, bits);
    return getenv("SHIM_WIRES") != NULL ? 0 : REAL(ioctl)(port, request, argument);
}

EXPORT int ioctl(int fd, unsigned long request, ...)
{
    va_list arguments;
    int zero = 0;

    va_start(arguments, request);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    if (fd < 0 || fd != port)
        return REAL(ioctl)(fd, request, argument);
    switch (request) {
    case TIOCMBIS:
        return wire("TIOCMBIS", *(int *)argument, request, argument);
    case TIOCMBIC:
        return wire("TIOCMBIC", *(int *)argument, request, argument);
    case TIOCMSET:
    case TIOCMGET:
        return wire("TIOCM", 0, request, argument);
    case TIOCSBRK:
        return wire("TIOCSBRK", 0, request, argument);
    case TIOCCBRK:
        return wire("TIOCCBRK", 0, request, argument);
    case TCSETS2:
        note("TCSETS2", 0);
        if (fails("set", &zero))
            return zero ? 0 : -1;
        break;
    default:
        note("ioctl", (int)request);
    }
    int result = REAL(ioctl)(fd, request, argument);
    if (request == TCGETS2 && result == 0 && getenv("SHIM_BAUD") != NULL)
        ((struct termios2 *)argument)->c_ospeed = (speed_t)strtoul(getenv("SHIM_BAUD"), NULL, 10);
    return result;
}

#include "io/serial_port.h"

#include "io/ports.h"

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

struct serial_settings {
    struct termios2 termios;
};

enum { CFLAG_OF_FRAMING = CSIZE | PARENB | PARODD | CSTOPB };

static tcflag_t cflag_of(const struct framing *framing)
{
    static const tcflag_t sizes[] = {CS5, CS6, CS7, CS8};
    tcflag_t flags = sizes[framing->data_bits - 5];

    if (framing->stop_bits == 2)
        flags |= CSTOPB;
    switch (framing->parity) {
    case 'E':
        return flags | PARENB;
    case 'O':
        return flags | PARENB | PARODD;
    case 'M':
        return flags | PARENB | PARODD | CMSPAR;
    case 'S':
        return flags | PARENB | CMSPAR;
    default:
        return flags;
    }
}

static void make_raw(struct termios2 *t, uint32_t baud, const struct framing *framing)
{
    /* A break on the line would otherwise arrive as a NUL among the text. */
    t->c_iflag = IGNBRK;
    t->c_oflag = 0;
    t->c_lflag = 0;
    t->c_cflag &= ~((tcflag_t)CFLAG_OF_FRAMING | CMSPAR | CRTSCTS | CBAUD | (CBAUD << IBSHIFT));
    t->c_cflag |= cflag_of(framing) | CLOCAL | CREAD | BOTHER | ((tcflag_t)BOTHER << IBSHIFT);
    t->c_ispeed = baud;
    t->c_ospeed = baud;
    /* With VMIN 0 an idle line could not be told from one that hung up. */
    t->c_cc[VMIN] = 1;
    t->c_cc[VTIME] = 0;
}

/* A UART divides its clock: what it sets may be a little beside what was asked. */
static bool is_close(uint32_t set, uint32_t asked)
{
    uint64_t apart = set > asked ? set - asked : asked - set;

    return apart * 100 <= (uint64_t)asked * 3;
}

/* The driver takes what it can and says nothing: only reading back tells. */
static enum hpt_status compare(const struct termios2 *set, const struct termios2 *asked,
                               const char *path, const struct framing *framing, struct fault *f)
{
    tcflag_t mask = (tcflag_t)CFLAG_OF_FRAMING | CMSPAR;

    if (!is_close(set->c_ospeed, asked->c_ospeed))
        return fault_input(
            f, "%s does not do %lu baud, its driver set %lu; give a rate that the port supports",
            path, (unsigned long)asked->c_ospeed, (unsigned long)set->c_ospeed);
    if ((set->c_cflag & mask) != (asked->c_cflag & mask))
        return fault_input(f, "%s does not do %u%c%u; give another --framing, or leave it out",
                           path, framing->data_bits, framing->parity, framing->stop_bits);
    return HPT_OK;
}

static enum hpt_status set_up(int fd, const char *path, uint32_t baud,
                              const struct framing *framing, const struct termios2 *before,
                              struct fault *f)
{
    struct termios2 asked = *before, set;

    make_raw(&asked, baud, framing);
    if (ioctl(fd, TCSETS2, &asked) != 0) {
        (void)fault_system(f, "set %s to %lu baud %u%c%u", path, (unsigned long)baud,
                           framing->data_bits, framing->parity, framing->stop_bits);
        return fault_hint(f, "give another baud rate or --framing");
    }
    if (ioctl(fd, TCGETS2, &set) != 0)
        return fault_system(f, "read the settings of %s back", path);
    return compare(&set, &asked, path, framing, f);
}

static enum hpt_status fault_open(struct fault *f, const char *path)
{
    switch (errno) {
    case EACCES:
    case EPERM:
        return fault_permission(f, path, true);
    case EBUSY:
        return fault_busy(f, path);
    case ENOENT:
        return fault_missing(f, path);
    default:
        (void)fault_system(f, "open %s", path);
        return fault_hint(f, "unplug the board, plug it in and try again");
    }
}

/* The lock of each other's kind: flock stops tio, picocom and miniterm, TIOCEXCL every program of
 * an ordinary user. */
static enum hpt_status lock(int fd, const char *path, struct fault *f)
{
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return fault_busy(f, path);
    (void)ioctl(fd, TIOCEXCL);
    return HPT_OK;
}

int serial_port_open(const char *path, uint32_t baud, const struct framing *framing,
                     struct serial_settings **saved, struct fault *f)
{
    struct serial_settings *before = calloc(1, sizeof *before);
    int fd = -1;

    *saved = before;
    if (before == NULL) {
        (void)fault_memory(f);
        return -1;
    }
    fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        (void)fault_open(f, path);
    else if (ioctl(fd, TCGETS2, &before->termios) != 0)
        (void)fault_input(f, "%s is a device but no serial port; name a serial port or a log file",
                          path);
    else if (lock(fd, path, f) == HPT_OK) {
        if (set_up(fd, path, baud, framing, &before->termios, f) == HPT_OK)
            return fd;
        serial_port_close(fd, before);
        return -1;
    }
    if (fd >= 0)
        (void)close(fd);
    free(before);
    return -1;
}

/* At most 0.2 s: with flow control the other side can hold a line up for ever, and close() itself
 * would wait up to 30 s for it. */
static void let_drain(int fd)
{
    const struct timespec pause = {.tv_nsec = 10 * 1000 * 1000};
    int waiting = 0;

    for (int i = 0; i < 20; i++) {
        if (ioctl(fd, TIOCOUTQ, &waiting) != 0 || waiting == 0)
            return;
        (void)nanosleep(&pause, NULL);
    }
    (void)ioctl(fd, TCFLSH, TCOFLUSH);
}

void serial_port_close(int fd, struct serial_settings *saved)
{
    let_drain(fd);
    (void)ioctl(fd, TCSETS2, &saved->termios);
    /* On a pseudo terminal the mark would stay as long as its other side is open. */
    (void)ioctl(fd, TIOCNXCL);
    (void)close(fd);
    free(saved);
}

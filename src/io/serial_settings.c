/* In a file of its own: <asm/termbits.h> and <termios.h>, which libuv brings along, exclude each
 * other. */
#include "io/serial_settings.h"

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>

struct serial_settings {
    struct termios2 before;
    bool is_read;
    uint32_t baud;
};

enum { CFLAG_OF_FRAMING = CSIZE | PARENB | PARODD | CSTOPB, XON = 0x11, XOFF = 0x13 };

struct serial_settings *serial_settings_new(void)
{
    return calloc(1, sizeof(struct serial_settings));
}

uint32_t serial_settings_baud(const struct serial_settings *settings)
{
    return settings->baud;
}

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

static void make_raw(struct termios2 *t, const struct serial_wish *wish)
{
    /* A break on the line would otherwise arrive as a NUL among the text. */
    t->c_iflag = IGNBRK;
    if (wish->flow == FLOW_XONXOFF)
        t->c_iflag |= IXON | IXOFF;
    t->c_oflag = 0;
    t->c_lflag = 0;
    t->c_cflag &=
        ~((tcflag_t)CFLAG_OF_FRAMING | CMSPAR | CRTSCTS | HUPCL | CBAUD | (CBAUD << IBSHIFT));
    t->c_cflag |=
        cflag_of(&wish->framing) | CLOCAL | CREAD | BOTHER | ((tcflag_t)BOTHER << IBSHIFT);
    if (wish->flow == FLOW_RTSCTS)
        t->c_cflag |= CRTSCTS;
    t->c_ispeed = wish->baud;
    t->c_ospeed = wish->baud;
    /* With VMIN 0 an idle line could not be told from one that hung up. */
    t->c_cc[VMIN] = 1;
    t->c_cc[VTIME] = 0;
    t->c_cc[VSTART] = XON;
    t->c_cc[VSTOP] = XOFF;
}

/* A UART divides its clock: what it sets may be a little beside what was asked. */
static bool is_close(uint32_t set, uint32_t asked)
{
    uint64_t apart = set > asked ? set - asked : asked - set;

    return apart * 100 <= (uint64_t)asked * 3;
}

/* The driver takes what it can and says nothing: only reading back tells. */
static enum settings_result compare(const struct termios2 *set, const struct termios2 *asked)
{
    if (!is_close(set->c_ospeed, asked->c_ospeed))
        return SETTINGS_BAUD;
    if (((set->c_cflag ^ asked->c_cflag) & ((tcflag_t)CFLAG_OF_FRAMING | CMSPAR)) != 0)
        return SETTINGS_FRAMING;
    if (((set->c_cflag ^ asked->c_cflag) & CRTSCTS) != 0)
        return SETTINGS_FLOW;
    return ((set->c_iflag ^ asked->c_iflag) & (IXON | IXOFF)) != 0 ? SETTINGS_FLOW : SETTINGS_DONE;
}

enum settings_result serial_settings_apply(int fd, const struct serial_wish *wish,
                                           struct serial_settings *settings)
{
    struct termios2 asked, set;

    if (ioctl(fd, TCGETS2, &settings->before) != 0)
        return errno == EIO || errno == ENXIO || errno == ENODEV ? SETTINGS_REFUSED
                                                                 : SETTINGS_NO_LINE;
    settings->is_read = true;
    asked = settings->before;
    make_raw(&asked, wish);
    if (ioctl(fd, TCSETS2, &asked) != 0 || ioctl(fd, TCGETS2, &set) != 0)
        return SETTINGS_REFUSED;
    settings->baud = set.c_ospeed;
    return compare(&set, &asked);
}

void serial_settings_restore(int fd, const struct serial_settings *settings)
{
    struct termios2 before = settings->before;

    if (!settings->is_read)
        return;
    before.c_cflag &= ~(tcflag_t)HUPCL;
    (void)ioctl(fd, TCSETS2, &before);
}

void serial_settings_flush(int fd)
{
    (void)ioctl(fd, TCFLSH, TCOFLUSH);
}

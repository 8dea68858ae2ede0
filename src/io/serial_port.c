#include "io/serial_port.h"

#include "io/port_owner.h"
#include "io/sysfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

struct serial_port {
    int fd;
    struct serial_settings *settings;
    bool is_ready; /* ours, and set up */
    bool is_locked;
    bool lacks_wires;
    char path[PATH_SIZE];
    char node[PATH_SIZE];
};

int serial_port_fd(const struct serial_port *p)
{
    return p->fd;
}

uint32_t serial_port_baud(const struct serial_port *p)
{
    return serial_settings_baud(p->settings);
}

bool serial_port_lacks_wires(const struct serial_port *p)
{
    return p->lacks_wires;
}

int serial_port_lines(const struct serial_port *p)
{
    static const struct {
        int bit, state;
    } lines[] = {{TIOCM_DTR, LINE_DTR},
                 {TIOCM_RTS, LINE_RTS},
                 {TIOCM_CTS, LINE_CTS},
                 {TIOCM_DSR, LINE_DSR},
                 {TIOCM_CAR, LINE_CD}};
    int bits = 0, states = 0;

    if (ioctl(p->fd, TIOCMGET, &bits) != 0)
        return -1;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        states |= bits & lines[i].bit ? lines[i].state : 0;
    return states;
}

static bool set_bits(int fd, int bits, bool on)
{
    return bits == 0 || ioctl(fd, on ? TIOCMBIS : TIOCMBIC, &bits) == 0;
}

/* Both wires in one call where they go the same way: some boards read them together. */
static bool set_wires(int fd, const struct serial_wish *wish)
{
    int off = (wish->dtr == WIRE_OFF ? TIOCM_DTR : 0) | (wish->rts == WIRE_OFF ? TIOCM_RTS : 0);
    int on = (wish->dtr == WIRE_ON ? TIOCM_DTR : 0) | (wish->rts == WIRE_ON ? TIOCM_RTS : 0);
    bool is_off = set_bits(fd, off, false);

    return set_bits(fd, on, true) && is_off;
}

static bool lock(struct serial_port *p, struct serial_trouble *t)
{
    t->kind = TROUBLE_HELD;
    if (!port_lock_take(p->node, &t->holder))
        return false;
    p->is_locked = true;
    (void)ioctl(p->fd, TIOCEXCL);
    return true;
}

static bool apply(struct serial_port *p, const struct serial_wish *wish, struct serial_trouble *t)
{
    switch (serial_settings_apply(p->fd, wish, p->settings)) {
    case SETTINGS_DONE:
        return true;
    case SETTINGS_NO_LINE:
        t->kind = TROUBLE_NO_PORT;
        break;
    case SETTINGS_REFUSED:
        t->kind = TROUBLE_SET;
        break;
    case SETTINGS_BAUD:
        t->kind = TROUBLE_BAUD;
        break;
    case SETTINGS_FRAMING:
        t->kind = TROUBLE_FRAMING;
        break;
    case SETTINGS_FLOW:
        t->kind = TROUBLE_FLOW;
        break;
    }
    t->error = errno;
    t->baud = serial_settings_baud(p->settings);
    return false;
}

/* The wires come first: a board must not be reset a moment longer than the system itself does it,
 * and not at all by a program that has no right to the port. */
static bool set_up(struct serial_port *p, const struct serial_wish *wish, struct serial_trouble *t)
{
    if (!wish->no_lock && flock(p->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        t->kind = TROUBLE_HELD;
        port_lock_who(p->node, &t->holder);
        return false;
    }
    p->lacks_wires = !set_wires(p->fd, wish);
    return (wish->no_lock || lock(p, t)) && apply(p, wish, t);
}

struct serial_port *serial_port_open(const char *path, const char *node,
                                     const struct serial_wish *wish, struct serial_trouble *t)
{
    struct serial_port *p = calloc(1, sizeof *p);

    *t = (struct serial_trouble){.kind = TROUBLE_NO_MEMORY};
    if (p != NULL)
        p->settings = serial_settings_new();
    if (p == NULL || p->settings == NULL) {
        free(p);
        return NULL;
    }
    p->fd = -1;
    (void)path_copy(p->path, path);
    (void)path_copy(p->node, node);
    t->kind = TROUBLE_HELD;
    if (wish->no_lock || !port_lock_is_held(node, &t->holder)) {
        t->kind = TROUBLE_OPEN;
        p->fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        t->error = errno;
        p->is_ready = p->fd >= 0 && set_up(p, wish, t);
    }
    if (p->is_ready)
        return p;
    serial_port_close(p);
    return NULL;
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
    serial_settings_flush(fd);
}

void serial_port_close(struct serial_port *p)
{
    if (p->fd >= 0) {
        if (p->is_ready)
            let_drain(p->fd);
        serial_settings_restore(p->fd, p->settings);
        /* On a pseudo terminal the mark would stay as long as its other side is open. */
        if (p->is_locked)
            (void)ioctl(p->fd, TIOCNXCL);
        (void)close(p->fd);
    }
    if (p->is_locked)
        port_lock_leave(p->node);
    free(p->settings);
    free(p);
}

enum hpt_status serial_port_set_wire(struct serial_port *p, enum line_wire wire, bool on,
                                     struct fault *f)
{
    static const char *const names[] = {
        [WIRE_BREAK] = "break", [WIRE_DTR] = "DTR line", [WIRE_RTS] = "RTS line"};
    bool is_done;

    if (wire == WIRE_BREAK) {
        /* The kernel would wait for what is on its way without a limit. */
        if (on)
            let_drain(p->fd);
        is_done = ioctl(p->fd, on ? TIOCSBRK : TIOCCBRK) == 0;
    } else {
        is_done = set_bits(p->fd, wire == WIRE_DTR ? TIOCM_DTR : TIOCM_RTS, on);
    }
    if (is_done)
        return HPT_OK;
    if (errno == ENOTTY || errno == EINVAL)
        return fault_input(f, "%s has no %s", p->path, names[wire]);
    return fault_system(f, "set the %s of %s", names[wire], p->path);
}

static enum hpt_status tell_open(int error, const char *path, struct fault *f)
{
    switch (error) {
    case EACCES:
    case EPERM:
        return fault_permission(f, path, true);
    case EBUSY:
        return fault_busy(f, path, (struct port_holder){0});
    default:
        errno = error;
        (void)fault_system(f, "open %s", path);
        return fault_hint(f, "unplug the board, plug it in and try again");
    }
}

static enum hpt_status tell_set(int error, const char *path, const struct serial_wish *wish,
                                struct fault *f)
{
    errno = error;
    if (error == EIO || error == ENXIO || error == ENODEV) {
        (void)fault_system(f, "use %s", path);
        return fault_hint(f, "it has no hardware behind it, or is just being unplugged");
    }
    (void)fault_system(f, "set %s to %lu baud %u%c%u", path, (unsigned long)wish->baud,
                       wish->framing.data_bits, wish->framing.parity, wish->framing.stop_bits);
    return fault_hint(f, "give another baud rate or --framing");
}

enum hpt_status serial_trouble_tell(const struct serial_trouble *t, const char *path,
                                    const struct serial_wish *wish, struct fault *f)
{
    const struct framing *framing = &wish->framing;

    switch (t->kind) {
    case TROUBLE_HELD:
        return fault_busy(f, path, t->holder);
    case TROUBLE_NO_PORT:
        return fault_input(f, "%s is a device but no serial port; name a serial port or a log file",
                           path);
    case TROUBLE_SET:
        return tell_set(t->error, path, wish, f);
    case TROUBLE_BAUD:
        return fault_input(
            f, "%s does not do %lu baud, its driver set %lu; give a rate that the port supports",
            path, (unsigned long)wish->baud, (unsigned long)t->baud);
    case TROUBLE_FRAMING:
        return fault_input(f, "%s does not do %u%c%u; give another --framing, or leave it out",
                           path, framing->data_bits, framing->parity, framing->stop_bits);
    case TROUBLE_FLOW:
        return fault_input(f, "%s does not do --flow %s; give none, or leave it out", path,
                           wish->flow == FLOW_RTSCTS ? "rtscts" : "xonxoff");
    case TROUBLE_NO_MEMORY:
        return fault_memory(f);
    case TROUBLE_OPEN:
        break;
    }
    return tell_open(t->error, path, f);
}

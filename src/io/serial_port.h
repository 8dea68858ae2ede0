/* A serial port as the kernel sees it: opened for us alone, set to raw bytes at any rate, put back
 * as it was on close. A pseudo terminal is one too. */
#ifndef IO_SERIAL_PORT_H
#define IO_SERIAL_PORT_H

#include "io/fault.h"
#include "io/port_lock.h"
#include "io/serial_settings.h"

#include <errno.h>

/* Why a port was not opened. The sentence comes later, if at all: for a port that comes and goes it
 * would be made over and over, and it may take a search through all processes. */
struct serial_trouble {
    enum {
        TROUBLE_OPEN,    /* `error` says why */
        TROUBLE_HELD,    /* by another program */
        TROUBLE_NO_PORT, /* a device, and no serial line */
        TROUBLE_SET,     /* `error` says why the settings were refused */
        TROUBLE_BAUD,    /* the driver sets `baud` instead */
        TROUBLE_FRAMING, /* the driver has no such framing */
        TROUBLE_FLOW,    /* or no such flow control */
        TROUBLE_NO_MEMORY
    } kind;
    int error;
    uint32_t baud;
    struct port_holder holder;
};

struct serial_port;

/* Opens `path`, not blocking and never as controlling terminal; `node` is what its links lead to.
 * Nothing that waits there is thrown away. Locked by flock (tio, picocom, miniterm), a UUCP lock
 * file (minicom) and TIOCEXCL (every program of an ordinary user), all of which go with the
 * process, the file by its dead number. NULL with *t filled. */
struct serial_port *serial_port_open(const char *path, const char *node,
                                     const struct serial_wish *wish, struct serial_trouble *t);

/* There is nothing to open. */
static inline bool serial_trouble_is_missing(const struct serial_trouble *t)
{
    return t->kind == TROUBLE_OPEN && (t->error == ENOENT || t->error == ENOTDIR);
}

/* The sentence for it. */
enum hpt_status serial_trouble_tell(const struct serial_trouble *t, const char *path,
                                    const struct serial_wish *wish, struct fault *f);

int serial_port_fd(const struct serial_port *p);

/* The rate that the driver has set. */
uint32_t serial_port_baud(const struct serial_port *p);

/* The wish for DTR or RTS could not be met: the port has no such wires. */
bool serial_port_lacks_wires(const struct serial_port *p);

/* How its lines stand, of enum line_state; -1: it has none. */
int serial_port_lines(const struct serial_port *p);

enum hpt_status serial_port_set_wire(struct serial_port *p, enum line_wire wire, bool on,
                                     struct fault *f) HPT_MUST_CHECK;

/* Gives the line a moment to send what is on its way, restores the settings and closes. */
void serial_port_close(struct serial_port *p);

#endif

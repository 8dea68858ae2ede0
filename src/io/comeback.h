/* Waits for a port that is not there, and opens it as soon as it is: without waking up while
 * nothing happens where the port would appear.
 *
 * When it appears it may be refused for a moment: udev has not given it its group yet, ModemManager
 * probes it. So a refused port is tried every 50 ms, after 2 s each second; the reason is told
 * once. A wait for a board that is known finds it under another name too; another board under the
 * old name is taken only when the known one has not come within the same 2 s. Where directories
 * cannot be watched it looks each second. */
#ifndef IO_COMEBACK_H
#define IO_COMEBACK_H

#include "io/port_name.h"
#include "io/port_watch.h"
#include "io/serial_port.h"

struct comeback {
    const char *name; /* as in io/port_name.h; borrowed */
    const struct serial_wish *wish;
    const struct port_place *before; /* where it was; all zero: it was never there; borrowed */
    void *self;
    /* It is there and open; the waiting is over, and may be started again. */
    void (*back)(void *self, struct serial_port *port, const struct port_place *place);
    /* It is there and cannot be opened; the waiting goes on. */
    void (*refused)(void *self, const struct fault *why);
    void (*closed)(void *self);

    uv_loop_t *loop; /* from here on its own affair */
    struct port_watch watch;
    uv_timer_t retry;
    bool is_waiting;
    bool is_told;
    uint64_t refused_since; /* 0: it is not there */
    unsigned open_parts;
};

/* Fill the fields before `loop`. */
void comeback_init(struct comeback *c, uv_loop_t *loop);

/* From the loop only: `back` may be called at once. */
void comeback_start(struct comeback *c);

/* Stops waiting for good. `closed` follows from the loop. */
void comeback_close(struct comeback *c);

#endif

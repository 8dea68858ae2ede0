/* Inside a serial source: what source_serial.c (bytes) and serial_life.c (coming and going) share.
 */
#ifndef IO_SERIAL_H
#define IO_SERIAL_H

#include "io/comeback.h"
#include "io/queue.h"
#include "io/reset.h"
#include "io/source.h"
#include "io/watch.h"

enum { SERIAL_PIECE = 65536 };

struct serial {
    struct source base;
    uv_loop_t *loop;
    const char *given; /* the name that was asked for */
    struct serial_wish wish;
    bool waits; /* it comes back, and may be missing at first */
    bool wants_reset;
    const char *reset_sequence;
    struct serial_port *port; /* NULL: not there */
    struct port_place place;  /* where it is, or was last */
    bool was_open;
    uint64_t lost_us;
    size_t dropped; /* bytes written since it went away */
    bool reading;
    bool ended;
    unsigned open_parts; /* what libuv has not given back yet */
    struct watch watch;
    uv_timer_t soon; /* for what is told from the loop, not from inside source_serial_open */
    struct comeback comeback;
    struct reset reset;
    struct queue out;
    char piece[SERIAL_PIECE];
};

/* The functions of struct source that are about bytes. */
void serial_read(struct source *s, bool on);
void serial_write(struct source *s, const char *bytes, size_t size);
size_t serial_unsent(const struct source *s);

/* Waits for what the port has to give or can take. */
void serial_watch(struct serial *p);

/* The port has gone: waited for, or else the end. */
void serial_hang_up(struct serial *p);

/* No more bytes; the fault is in p->base. */
void serial_end(struct serial *p, enum source_end how);

static inline struct serial *serial_of(struct source *s)
{
    return (struct serial *)s;
}

#endif

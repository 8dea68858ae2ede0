/* The serial ports of this machine and the boards behind them. Nothing here opens one: that may
 * reset its board. All comes from /sys, below HEAPTERM_ROOT (io/sysfs.h). */
#ifndef IO_PORTS_H
#define IO_PORTS_H

#include "io/fault.h"
#include "io/sysfs.h"

struct port_info {
    char path[PATH_SIZE];  /* the node itself: /dev/ttyACM0 */
    char by_id[PATH_SIZE]; /* a name that stays with the board: a link to the node; or empty */
    char product[128];     /* as the device says, in whatever bytes; or empty: so are the next */
    char manufacturer[128];
    char serial[128];
    char driver[64];
    char place[64]; /* where it is plugged in, as the kernel numbers it: 1-2.4 */
    bool is_usb;    /* else there is neither vid nor pid */
    unsigned vid, pid;
    unsigned interface; /* of a device with several ports */
    const char *board;  /* by the table of io/boards.h; NULL: not known */
    const char *reset;  /* how it is reset (io/reset.h); NULL: not known */
};

struct ports {
    struct port_info *list; /* by path; ttyACM2 before ttyACM10 */
    size_t count;
};

/* Every port that has hardware behind it. What there is no memory for is left out. */
void ports_read(struct ports *ports);
void ports_release(struct ports *ports);

/* What stands behind a path, which may be a link. False: no port that the system knows; then only
 * info->path is filled, where the node is there. */
bool port_describe(const char *path, struct port_info *info);

/* Whether both are the same port of the same board: by serial number, or, without one, by the place
 * where it is plugged in. Only USB devices can be told. */
bool port_is_same(const struct port_info *a, const struct port_info *b);

/* What a person calls it: board, product, or the kind of port; with VID:PID. */
void port_title(const struct port_info *info, char *text, size_t size);

/* The path nearest to `wanted` first. */
void ports_sort_near(struct ports *ports, const char *wanted);

#endif

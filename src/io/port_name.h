/* How a person names a port:
 *   a path                   /dev/ttyACM0, or any link to it
 *   a link's bare name       usb-Arm_BBC_micro_bit_CMSIS-DAP_9904...-if01, from /dev/serial/by-id
 *   usb:VID:PID[:SERIAL]     what lsusb shows, in hex
 *   auto                     the only board */
#ifndef IO_PORT_NAME_H
#define IO_PORT_NAME_H

#include "io/ports.h"

#include <sys/stat.h>

/* True for a name that is no path: no file is meant, and the port is looked for. */
bool port_name_is_special(const char *name);

/* True when nothing but a port can be meant, even if it is not there: a special name, or a path
 * which lies, or whose links lead, below /dev; but not the bare number of a pseudo terminal. */
bool port_name_is_sure(const char *name);

/* True for /dev/pts/N itself: when that hangs up, the number is the next terminal's that somebody
 * opens, and must not be opened again. */
bool port_name_is_passing(const char *name);

struct port_place {
    char path[PATH_SIZE]; /* what to open: a path as it was given */
    struct port_info info;
    struct stat link; /* the last link on the way to the node; all zero: there is none */
};

/* True when a link still stands as it did `before` and leads to a pseudo terminal: it was forgotten
 * there, and the terminal may be anybody's. */
bool port_place_is_stale(const struct port_place *place, const struct port_place *before);

enum port_found {
    PORT_FOUND,
    PORT_MISSING,
    PORT_UNCLEAR /* several fit, or the name is malformed: *f says so */
};

/* Where the port is now. `known` is what stood behind the name before, or NULL: the same board is
 * found under another path when the given one is not there, or is another board's. */
enum port_found port_find(const char *name, const struct port_info *known, struct port_place *place,
                          struct fault *f);

/* The sentence for a name that is not there: a port, or else a file. */
enum hpt_status fault_missing(struct fault *f, const char *name);

/* The same without advice, for one who waits. */
enum hpt_status fault_not_yet(struct fault *f, const char *name);

#endif

/* The names of a port, for patterns: found in /dev and /sys, without opening it. */
#ifndef CLI_PORT_NAMES_H
#define CLI_PORT_NAMES_H

#include <stdbool.h>
#include <stddef.h>

enum { PORT_NAMES_MAX = 16, PORT_NAMES_SIZE = 256 };

struct port_names {
    size_t count; /* at most PORT_NAMES_MAX, the rest is not kept */
    char names[PORT_NAMES_MAX][PORT_NAMES_SIZE];
};

/* The input as it was given. If it is a serial port, also its device, links followed; its links in
 * /dev/serial/by-id, with and without that directory; and of a USB device usb:VID:PID,
 * usb:VID:PID:SERIAL and the name of the product. HEAPTERM_ROOT names a directory that is looked at
 * in place of /. */
void port_names_find(const char *input, struct port_names *n);

/* Whether one of them fits a pattern as of a shell: * ? [abc]. Large and small letters are the
 * same. */
bool port_names_fit(const struct port_names *n, const char *pattern);

#endif

/* A serial port as the kernel sees it: opened for us alone, set to raw bytes at any rate, put back
 * as it was on close. A pseudo terminal is one too. */
#ifndef IO_SERIAL_PORT_H
#define IO_SERIAL_PORT_H

#include "io/fault.h"
#include "io/framing.h"

#include <stdint.h>

/* Opens `path` (not blocking, never as controlling terminal, locked by flock and TIOCEXCL) and sets
 * it up. The descriptor, or -1 with *f filled. `*saved` gets what serial_port_close wants. */
struct serial_settings;
int serial_port_open(const char *path, uint32_t baud, const struct framing *framing,
                     struct serial_settings **saved, struct fault *f);

/* Gives the line a moment to send what is on its way, restores the settings and closes. */
void serial_port_close(int fd, struct serial_settings *saved);

#endif

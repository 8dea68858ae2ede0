/* The serial ports of this machine, found by name alone: opening one may reset its board. */
#ifndef IO_PORTS_H
#define IO_PORTS_H

#include "io/fault.h"

#include <sys/stat.h>

enum { PORTS_MAX = 32, PORT_NAME_SIZE = 256 };

struct ports {
    size_t count; /* at most PORTS_MAX, the rest is not kept */
    char names[PORTS_MAX][PORT_NAME_SIZE];
};

/* /dev/ttyACM*, /dev/ttyUSB* and /dev/serial/by-id, the name nearest to `wanted` first. */
void ports_list(struct ports *ports, const char *wanted);

/* The sentence for a path that is not there: a port, or else a file. */
enum hpt_status fault_missing(struct fault *f, const char *path);

/* The sentence for a path that may not be opened; `writes`: for reading and writing. */
enum hpt_status fault_permission(struct fault *f, const char *path, bool writes);

/* The sentence for a port that another program has open. */
enum hpt_status fault_busy(struct fault *f, const char *path);

#endif

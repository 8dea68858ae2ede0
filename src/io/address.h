/* HOST:PORT as people write it. */
#ifndef IO_ADDRESS_H
#define IO_ADDRESS_H

#include <stdbool.h>

struct address {
    char host[256];
    char port[8];
};

/* Reads HOST:PORT or [HOST]:PORT, the second for the colons of IPv6. The port is a number from 1 to
 * 65535 and may be left out where there is a `default_port`. */
bool address_split(struct address *a, const char *text, const char *default_port);

#endif

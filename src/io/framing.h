/* How a serial line frames a byte, written as everybody writes it: 8N1. */
#ifndef IO_FRAMING_H
#define IO_FRAMING_H

#include "io/wires.h"

#include <stdbool.h>

struct framing {
    unsigned data_bits; /* 5 to 8 */
    char parity;        /* N none, E even, O odd, M mark, S space */
    unsigned stop_bits; /* 1 or 2 */
};

/* Reads "8N1", in small letters too. False leaves *framing as it was. */
bool framing_parse(const char *text, struct framing *framing);

/* none, rtscts, xonxoff. */
const char *flow_name(enum flow_control flow);

#endif

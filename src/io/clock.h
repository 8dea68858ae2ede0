/* The time of arrival: microseconds since the program's loop began, never running backwards. */
#ifndef IO_CLOCK_H
#define IO_CLOCK_H

#include <stdint.h>

struct clock {
    uint64_t start_ns;
};

void clock_start(struct clock *c);

/* At least 1, as 0 stands for bytes without a time. */
uint64_t clock_us(const struct clock *c);

#endif

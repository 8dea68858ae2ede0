/* The time of arrival: microseconds since the program's loop began, never running backwards. */
#ifndef IO_CLOCK_H
#define IO_CLOCK_H

#include <stdint.h>

struct clock {
    uint64_t start_ns;
    uint64_t wall_us; /* the wall clock at the start: microseconds since 1970 UTC */
};

void clock_start(struct clock *c);

/* At least 1, as 0 stands for bytes without a time. */
uint64_t clock_us(const struct clock *c);

#endif

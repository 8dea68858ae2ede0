#include "io/clock.h"

#include <time.h>
#include <uv.h>

void clock_start(struct clock *c)
{
    struct timespec wall = {0};

    c->start_ns = uv_hrtime();
    (void)clock_gettime(CLOCK_REALTIME, &wall);
    c->wall_us = (uint64_t)wall.tv_sec * 1000000 + (uint64_t)wall.tv_nsec / 1000;
}

uint64_t clock_us(const struct clock *c)
{
    return (uv_hrtime() - c->start_ns) / 1000 + 1;
}

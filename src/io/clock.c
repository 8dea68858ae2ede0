#include "io/clock.h"

#include <uv.h>

void clock_start(struct clock *c)
{
    c->start_ns = uv_hrtime();
}

uint64_t clock_us(const struct clock *c)
{
    return (uv_hrtime() - c->start_ns) / 1000 + 1;
}

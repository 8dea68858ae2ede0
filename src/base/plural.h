/* The endings that go with a number. */
#ifndef BASE_PLURAL_H
#define BASE_PLURAL_H

#include <stdint.h>

/* 1 byte, 2 bytes. */
static inline const char *plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

/* 1 second, 1.5 seconds. */
static inline const char *plural_seconds(uint64_t ms)
{
    return plural(ms == 1000 ? 1 : 2);
}

/* 1 byte was sent, 2 bytes were sent; and is and are, has and have. */
static inline const char *were(uint64_t n)
{
    return n == 1 ? "was" : "were";
}

static inline const char *are(uint64_t n)
{
    return n == 1 ? "is" : "are";
}

static inline const char *have(uint64_t n)
{
    return n == 1 ? "has" : "have";
}

#endif

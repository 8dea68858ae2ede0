/* Text put together in memory, for what is written per event. Each function writes at `at`, where
 * the caller has made sure of room, and returns the end. */
#ifndef BASE_PUT_H
#define BASE_PUT_H

#include "heapterm.h"

#include <string.h>

enum { PUT_NUMBER = 20 }; /* room for any number without padding */

/* The text of a literal. */
#define PUT_TEXT(at, text) ((char *)memcpy((at), "" text, sizeof(text) - 1) + (sizeof(text) - 1))

static inline char *put_str(char *at, struct hpt_str s)
{
    memcpy(at, s.at, s.len);
    return at + s.len;
}

static inline char *put_fill(char *at, char fill, size_t count)
{
    memset(at, fill, count);
    return at + count;
}

static inline size_t put_digits(uint64_t value)
{
    size_t count = 1;

    for (; value >= 1000; value /= 1000)
        count += 3;
    return count + (value >= 10) + (value >= 100);
}

/* A number in decimal, right-aligned in `width` columns (0: as wide as it is), filled with `fill`.
 */
static inline char *put_decimal(char *at, uint64_t value, size_t width, char fill)
{
    size_t count = put_digits(value);

    if (width > count)
        at = put_fill(at, fill, width - count);
    for (size_t i = count; i-- > 0; value /= 10)
        at[i] = (char)('0' + value % 10);
    return at + count;
}

/* A number in lower-case hex, right-aligned in 8 columns. */
static inline char *put_hex8(char *at, uint64_t value)
{
    size_t count = value == 0 ? 1 : (size_t)(67 - __builtin_clzll(value)) / 4;

    if (count < 8)
        at = put_fill(at, ' ', 8 - count);
    for (size_t i = count; i-- > 0; value >>= 4)
        at[i] = "0123456789abcdef"[value & 15];
    return at + count;
}

#endif

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
    for (size_t i = 0; i < count; i++)
        at[i] = fill;
    return at + count;
}

/* A number in decimal, right-aligned in `width` columns (0: as wide as it is), filled with `fill`.
 */
static inline char *put_decimal(char *at, uint64_t value, size_t width, char fill)
{
    char digits[PUT_NUMBER];
    size_t from = PUT_NUMBER;

    for (; value >= 10; value /= 10)
        digits[--from] = (char)('0' + value % 10);
    digits[--from] = (char)('0' + value);
    size_t count = PUT_NUMBER - from;
    at = put_fill(at, fill, width > count ? width - count : 0);
    for (size_t i = 0; i < count; i++)
        at[i] = digits[from + i];
    return at + count;
}

/* A number in lower-case hex, right-aligned in 8 columns. */
static inline char *put_hex8(char *at, uint64_t value)
{
    int digits = value == 0 ? 1 : (67 - __builtin_clzll(value)) / 4;

    at = put_fill(at, ' ', digits < 8 ? (size_t)(8 - digits) : 0);
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        *at++ = "0123456789abcdef"[value >> shift & 15];
    return at;
}

#endif

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

#define PUT_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Eight hex digits, those of a number below 2^32, as text in one word: each is a byte of it, the
 * first the highest. For zeros in front there are blanks. */
static inline uint64_t put_hex_word(uint64_t value)
{
    uint64_t fours = (value << 16 | value) & 0x0000FFFF0000FFFF;
    uint64_t twos = (fours << 8 | fours) & 0x00FF00FF00FF00FF;
    uint64_t digits = (twos << 4 | twos) & PUT_EACH(15);
    uint64_t letters = (digits + PUT_EACH(6)) >> 4 & PUT_EACH(1); /* 1 for a to f */
    unsigned zeros = (unsigned)__builtin_clzll(digits | 1) / 8;
    uint64_t blanks = PUT_EACH('0' - ' ') & ~(UINT64_MAX >> 8 * zeros);

    return digits + PUT_EACH('0') + letters * ('a' - '0' - 10) - blanks;
}

/* A number in lower-case hex, right-aligned in 8 columns. */
static inline char *put_hex8(char *at, uint64_t value)
{
    size_t count = 8;

    if (value <= UINT32_MAX) {
        uint64_t text = put_hex_word(value);
        for (size_t i = count; i-- > 0; text >>= 8)
            at[i] = (char)text;
    } else {
        count = (size_t)(67 - __builtin_clzll(value)) / 4;
        for (size_t i = count; i-- > 0; value >>= 4)
            at[i] = "0123456789abcdef"[value & 15];
    }
    return at + count;
}

#endif

/* Numbers of ordinary length, each read in one go.
 *
 * Both look at up to NUMBER_ROOM bytes, which must be there, whatever they are. */
#ifndef TRACE_NUMBER_H
#define TRACE_NUMBER_H

#include "base/str.h"

enum { NUMBER_DECIMAL_MAX = 18, NUMBER_HEX_MAX = 8, NUMBER_ROOM = NUMBER_DECIMAL_MAX + 2 };

/* A number that was read, and where it ends: NULL when there is none, or one of more digits. */
struct number {
    uint64_t value;
    const char *end;
};

/* Of a byte that is no hex digit; the digits have their values. */
enum { NUMBER_NO_DIGIT_BIT = 32 };
#define NUMBER_NO_DIGIT (UINT64_C(1) << NUMBER_NO_DIGIT_BIT)
extern const uint64_t number_hex_values[256];

static inline uint64_t number_hex_value(const char *at)
{
    return number_hex_values[(unsigned char)*at];
}

/* The other cases of those below. */
struct number number_decimal_on(const char *from, const char *at, uint64_t sum);
struct number number_short_hex(const char *at, uint64_t eight);

#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
/* Up to four digits at once: bytes that stay below 16 when 6 is added. What a byte that is no digit
 * borrows or carries goes to those behind it. */
static inline struct number number_decimal(const char *at)
{
    uint32_t text;

    memcpy(&text, at, sizeof text);
    text -= 0x30303030;
    uint32_t others = ((text + 0x06060606) | text) & 0xF0F0F0F0;
    unsigned count = others == 0 ? sizeof text : (unsigned)__builtin_ctz(others) / 8;
    if (count == 0)
        return (struct number){0, NULL};
    text <<= 32 - 8 * count; /* zeros in front */
    uint32_t pairs = (text * (10 << 8 | 1) >> 8) & 0x00FF00FF;
    uint32_t sum = pairs * (100 << 16 | 1) >> 16;
    if (count == sizeof text)
        return number_decimal_on(at, at + count, sum);
    return (struct number){sum, at + count};
}
#else
static inline struct number number_decimal(const char *at)
{
    return number_decimal_on(at, at, 0);
}
#endif

/* Digits of either case. */
static inline struct number number_hex(const char *at)
{
    uint64_t eight = number_hex_value(at);

    for (int i = 1; i < NUMBER_HEX_MAX; i++)
        eight = eight << 4 | number_hex_value(at + i);
    if (eight >= NUMBER_NO_DIGIT)
        return number_short_hex(at, eight);
    at += NUMBER_HEX_MAX;
    return (struct number){eight, number_hex_value(at) == NUMBER_NO_DIGIT ? at : NULL};
}

#endif

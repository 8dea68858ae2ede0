#include "trace/number.h"

#define FOUR NUMBER_NO_DIGIT, NUMBER_NO_DIGIT, NUMBER_NO_DIGIT, NUMBER_NO_DIGIT
#define NONE FOUR, FOUR, FOUR, FOUR
#define DIGITS 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, NUMBER_NO_DIGIT, NUMBER_NO_DIGIT, FOUR
#define LETTERS NUMBER_NO_DIGIT, 10, 11, 12, 13, 14, 15, NUMBER_NO_DIGIT, FOUR, FOUR
const uint64_t number_hex_values[256] = {NONE, NONE, NONE, DIGITS, LETTERS, NONE, LETTERS, NONE,
                                         NONE, NONE, NONE, NONE,   NONE,    NONE, NONE,    NONE};

/* The number from `from` goes on behind its first digits, whose value is `sum`. */
struct number number_decimal_on(const char *from, const char *at, uint64_t sum)
{
    for (unsigned digit;
         (digit = (unsigned char)*at - (unsigned)'0') < 10 && at - from <= NUMBER_DECIMAL_MAX; at++)
        sum = sum * 10 + digit;
    return (struct number){sum, at > from && at - from <= NUMBER_DECIMAL_MAX ? at : NULL};
}

/* `eight` has NUMBER_NO_DIGIT moved up by four for each byte behind the first one that is none. */
struct number number_short_hex(const char *at, uint64_t eight)
{
    unsigned behind = (unsigned)(63 - __builtin_clzll(eight) - NUMBER_NO_DIGIT_BIT) / 4;
    unsigned count = NUMBER_HEX_MAX - 1 - behind;

    if (count == 0)
        return (struct number){0, NULL};
    return (struct number){(eight & (NUMBER_NO_DIGIT - 1)) >> 4 * (behind + 1), at + count};
}

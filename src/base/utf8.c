#include "base/utf8.h"

/* Length of the sequence that a byte begins; 0: none. */
static size_t length_by(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first < 0xC2 || first > 0xF4)
        return 0;
    return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/* Only the second byte has narrower bounds than the others. */
static bool may_be_second(unsigned char first, unsigned char second)
{
    unsigned char least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned char most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;

    return second >= least && second <= most;
}

enum utf8_kind utf8_take(struct hpt_str s, size_t *length, uint32_t *code)
{
    static const unsigned char masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    const unsigned char *c = (const unsigned char *)s.at;
    size_t whole = length_by(c[0]);

    *length = 1;
    *code = 0;
    if (whole == 0 || (whole > 1 && s.len > 1 && !may_be_second(c[0], c[1])))
        return UTF8_INVALID;
    uint32_t sum = c[0] & masks[whole];
    for (size_t i = 1; i < whole; i++) {
        if (i == s.len)
            return UTF8_MORE;
        if ((c[i] & 0xC0) != 0x80)
            return UTF8_INVALID;
        sum = sum << 6 | (c[i] & 0x3F);
    }
    *length = whole;
    *code = sum;
    return UTF8_CHARACTER;
}

size_t utf8_put(char *at, uint32_t code)
{
    static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

    for (size_t i = length; i-- > 1; code >>= 6)
        at[i] = (char)(0x80 | (code & 0x3F));
    at[0] = (char)(marks[length] | code);
    return length;
}

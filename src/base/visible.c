#include "base/visible.h"

#include "base/put.h"
#include "base/str.h"
#include "base/utf8.h"

enum { DEL = 0x7F };

/* Characters that are not seen, or that change how others are seen: C1, soft hyphen and fillers,
 * zero width and directions, invisible operators, line and paragraph separators, tags,
 * noncharacters. Variation selectors pass: emoji need them. */
static const struct range {
    uint32_t from, to;
} hidden[] = {
    {0x80, 0x9F},     {0xAD, 0xAD},       {0x34F, 0x34F},     {0x61C, 0x61C},     {0x115F, 0x1160},
    {0x17B4, 0x17B5}, {0x180B, 0x180F},   {0x200B, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F},
    {0x3164, 0x3164}, {0xFDD0, 0xFDEF},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},
    {0xFFFE, 0xFFFF}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

bool is_hidden(uint32_t code)
{
    if (code >= 0x10000 && (code & 0xFFFE) == 0xFFFE)
        return true;
    for (size_t i = 0; i < COUNT(hidden) && code >= hidden[i].from; i++)
        if (code <= hidden[i].to)
            return true;
    return false;
}

static char *put_hex_digits(char *at, uint32_t value, unsigned digits, const char *letters)
{
    while (digits-- > 0)
        *at++ = letters[value >> 4 * digits & 15];
    return at;
}

static char *put_invalid(char *at, unsigned char byte)
{
    at = PUT_TEXT(at, "\\x");
    return put_hex_digits(at, byte, 2, "0123456789abcdef");
}

char *put_visible(char *at, struct hpt_str character)
{
    unsigned char first = (unsigned char)*character.at;
    size_t length;
    uint32_t code;

    if (first < ' ' || first == DEL) {
        *at++ = '^';
        *at++ = (char)(first ^ 0x40);
        return at;
    }
    if (utf8_take(character, &length, &code) != UTF8_CHARACTER)
        return put_invalid(at, first);
    if (!is_hidden(code))
        return put_str(at, (struct hpt_str){character.at, length});
    at = PUT_TEXT(at, "<U+");
    at = put_hex_digits(at, code, code > 0xFFFFF ? 6 : code > 0xFFFF ? 5 : 4, "0123456789ABCDEF");
    return PUT_TEXT(at, ">");
}

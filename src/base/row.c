#include "base/row.h"

#include <string.h>

enum { DIGITS_MAX = 20 };

void row_str(struct row *r, struct hpt_str s)
{
    size_t room = ROW_MAX - r->len;
    size_t len = s.len < room ? s.len : room;

    memcpy(r->text + r->len, s.at, len);
    r->len += len;
}

void row_text(struct row *r, const char *text)
{
    row_str(r, (struct hpt_str){text, strlen(text)});
}

void row_char(struct row *r, char c)
{
    if (r->len < ROW_MAX)
        r->text[r->len++] = c;
}

/* Digits that were written from the end of an array backwards, and what fills up to the width. */
static void add_digits(struct row *r, const char *digits, size_t count, unsigned width, char fill)
{
    for (; width > count; width--)
        row_char(r, fill);
    row_str(r, (struct hpt_str){digits, count});
}

void row_decimal(struct row *r, uint64_t value, unsigned width, char fill)
{
    char digits[DIGITS_MAX];
    size_t at = DIGITS_MAX;

    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    add_digits(r, digits + at, DIGITS_MAX - at, width, fill);
}

void row_hex(struct row *r, uint64_t value, unsigned width, char fill)
{
    char digits[DIGITS_MAX];
    size_t at = DIGITS_MAX;

    do {
        digits[--at] = "0123456789abcdef"[value & 15];
        value >>= 4;
    } while (value > 0);
    add_digits(r, digits + at, DIGITS_MAX - at, width, fill);
}

void row_pad(struct row *r, size_t from, size_t column)
{
    while (r->len < from + column && r->len < ROW_MAX)
        r->text[r->len++] = ' ';
}

void row_write(const struct row *r, struct hpt_out *o)
{
    out_bytes(o, r->text, r->len);
}

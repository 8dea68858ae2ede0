#include "base/out.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void out_bytes(struct hpt_out *o, const char *bytes, size_t size)
{
    if (!o->failed && size > 0)
        o->failed = !o->write(o->self, bytes, size);
}

void out_str(struct hpt_out *o, struct hpt_str s)
{
    out_bytes(o, s.at, s.len);
}

void out_text(struct hpt_out *o, const char *text)
{
    out_bytes(o, text, strlen(text));
}

void out_char(struct hpt_out *o, char c)
{
    out_bytes(o, &c, 1);
}

void out_format(struct hpt_out *o, const char *format, ...)
{
    char text[512];
    va_list arguments;

    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length > 0)
        out_bytes(o, text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1);
}

/* Length of the UTF-8 sequence at the front of s, 0 if there is none (RFC 3629). */
static size_t utf8_length(struct hpt_str s)
{
    const unsigned char *c = (const unsigned char *)s.at;
    size_t length = c[0] < 0x80 ? 1 : c[0] < 0xC2 ? 0 : c[0] < 0xE0 ? 2 : c[0] < 0xF0 ? 3 : 4;

    if (c[0] > 0xF4 || length > s.len)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((c[i] & 0xC0) != 0x80)
            return 0;
    if ((c[0] == 0xE0 && c[1] < 0xA0) || (c[0] == 0xED && c[1] > 0x9F) ||
        (c[0] == 0xF0 && c[1] < 0x90) || (c[0] == 0xF4 && c[1] > 0x8F))
        return 0;
    return length;
}

void out_json_string(struct hpt_out *o, struct hpt_str s)
{
    out_char(o, '"');
    for (size_t i = 0; i < s.len;) {
        unsigned char c = (unsigned char)s.at[i];
        size_t length = utf8_length((struct hpt_str){s.at + i, s.len - i});
        if (length == 0)
            out_text(o, "\\ufffd");
        else if (c == '"' || c == '\\')
            out_format(o, "\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            out_format(o, "\\u%04x", (unsigned)c);
        else
            out_bytes(o, s.at + i, length);
        i += length > 0 ? length : 1;
    }
    out_char(o, '"');
}

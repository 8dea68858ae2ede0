#include "base/out.h"

#include "base/utf8.h"

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

void out_json_string(struct hpt_out *o, struct hpt_str s)
{
    out_char(o, '"');
    for (size_t i = 0; i < s.len;) {
        unsigned char c = (unsigned char)s.at[i];
        uint32_t code;
        size_t length;
        if (utf8_take((struct hpt_str){s.at + i, s.len - i}, &length, &code) != UTF8_CHARACTER)
            out_text(o, "\\ufffd");
        else if (c == '"' || c == '\\')
            out_format(o, "\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            out_format(o, "\\u%04x", (unsigned)c);
        else
            out_bytes(o, s.at + i, length);
        i += length;
    }
    out_char(o, '"');
}

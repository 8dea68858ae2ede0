#include "base/plain.h"

#include <string.h>

enum { ESC = 0x1B, BEL = 7, DEL = 0x7F };

static bool is_between(char c, unsigned char least, unsigned char most)
{
    return (unsigned char)c >= least && (unsigned char)c <= most;
}

/* The length of the escape sequence at the front, as far as it is there. */
static size_t sequence_length(struct hpt_str s)
{
    size_t i = 2;

    if (s.len < 2)
        return s.len;
    if (s.at[1] == '[') {
        while (i < s.len && is_between(s.at[i], 0x20, 0x3F))
            i++;
        return i + (i < s.len && is_between(s.at[i], 0x40, 0x7E));
    }
    if (memchr("]PX^_", s.at[1], 5) == NULL)
        return is_between(s.at[1], 0x20, 0x7E) ? 2 : 1;
    while (i < s.len && s.at[i] != BEL && s.at[i] != ESC)
        i++;
    if (i + 1 < s.len && s.at[i] == ESC && s.at[i + 1] == '\\')
        return i + 2;
    return i + (i < s.len && s.at[i] == BEL);
}

size_t plain_text(struct hpt_str line, char *plain, uint16_t *origin)
{
    size_t used = 0;

    for (size_t i = 0; i < line.len;) {
        char byte = line.at[i];
        if (byte == ESC) {
            i += sequence_length((struct hpt_str){line.at + i, line.len - i});
            continue;
        }
        if ((!is_between(byte, 0, 0x1F) && byte != DEL) || byte == '\t') {
            if (origin != NULL)
                origin[used] = (uint16_t)i;
            plain[used++] = byte;
        }
        i++;
    }
    return used;
}

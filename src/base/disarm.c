#include "base/disarm.h"

#include <string.h>

/* The length of a character at `at` that acts on a screen; 0: it is harmless. */
static size_t armed(const unsigned char *at, size_t left)
{
    if (*at < ' ' || *at == 0x7f)
        return 1;
    if (left >= 2 && at[0] == 0xc2 && at[1] >= 0x80 && at[1] <= 0x9f)
        return 2;
    if (left < 3 || at[0] != 0xe2)
        return 0;
    /* U+200E, U+200F, U+2028 to U+202E; U+2066 to U+2069 */
    if (at[1] == 0x80 && (at[2] == 0x8e || at[2] == 0x8f || (at[2] >= 0xa8 && at[2] <= 0xae)))
        return 3;
    return at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9 ? 3 : 0;
}

void disarm(char *text, size_t size)
{
    for (size_t i = 0; i < size;) {
        size_t length = armed((const unsigned char *)text + i, size - i);
        if (length > 0)
            memset(text + i, '?', length);
        i += length > 0 ? length : 1;
    }
}

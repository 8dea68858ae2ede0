#include "cli/escapes.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The byte behind a backslash, and how many characters name it; 0 for none. */
static size_t take_escape(const char *at, char *byte)
{
    static const char letters[] = "rnte0\\", bytes[] = "\r\n\t\033\0\\";
    const char *letter = *at != '\0' ? strchr(letters, *at) : NULL;

    if (letter != NULL) {
        *byte = bytes[letter - letters];
        return 1;
    }
    if (*at != 'x' || !isxdigit((unsigned char)at[1]) || !isxdigit((unsigned char)at[2]))
        return 0;
    char digits[3] = {at[1], at[2], '\0'};
    *byte = (char)strtoul(digits, NULL, 16);
    return 3;
}

bool escapes_take(const char *text, char *bytes, size_t *size)
{
    *size = 0;
    while (*text != '\0') {
        char byte = *text++;
        if (byte == '\\') {
            size_t length = take_escape(text, &byte);
            if (length == 0)
                return false;
            text += length;
        }
        if (bytes != NULL)
            bytes[*size] = byte;
        (*size)++;
    }
    return true;
}

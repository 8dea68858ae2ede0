/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "heapterm.h"

enum { UTF8_MOST = 4 }; /* bytes of the longest sequence */

enum utf8_kind {
    UTF8_CHARACTER,
    UTF8_INVALID, /* the first byte begins no character */
    UTF8_MORE     /* what is there may become a character with the bytes that follow */
};

/* What stands at the front of `s`, which is not empty. *length is that of the character, and 1 for
 * what is invalid; *code is the character. */
enum utf8_kind utf8_take(struct hpt_str s, size_t *length, uint32_t *code);

/* Writes a character, at most UTF8_MOST bytes, and returns how many. */
size_t utf8_put(char *at, uint32_t code);

#endif

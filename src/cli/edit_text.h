/* Text in a line that is edited: wide characters, as libedit wants them, and bytes outside. A byte
 * that is no UTF-8 is a character of its own, which stands for nothing else, so that the bytes come
 * out as they went in. */
#ifndef CLI_EDIT_TEXT_H
#define CLI_EDIT_TEXT_H

#include "base/utf8.h"

#include <wchar.h>

/* Keys on their way in; all zero at the start. */
struct edit_keys {
    size_t count; /* of the beginning of a character that has come */
    char held[UTF8_MOST];
};

/* Takes the next character from *bytes into *c. False when they are used up. */
bool edit_keys_take(struct edit_keys *k, struct hpt_str *bytes, wchar_t *c);

/* Takes bytes until a character is whole, which stays. False when they are used up. */
bool edit_keys_hold(struct edit_keys *k, struct hpt_str *bytes);

/* The bytes of `text`, ended by NUL, as many as `size` has room for. */
void edit_text_bytes(const wchar_t *text, size_t count, char *bytes, size_t size);

/* The other way: the characters of `bytes`, ended by a NUL, as many as `size` has room for. */
void edit_text_characters(struct hpt_str bytes, wchar_t *text, size_t size);

/* The column behind `c` when it is drawn at `column`, both counted over all rows of a screen that
 * is `columns` wide. */
size_t edit_text_column(wchar_t c, size_t column, size_t columns);

#endif

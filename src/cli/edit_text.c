#include "cli/edit_text.h"

#include "base/str.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

/* Low surrogates are no characters, and no UTF-8 decodes to one. */
enum { FOREIGN = 0xDC00, TAB_STOP = 8 };

static wchar_t foreign(char byte)
{
    return FOREIGN + (unsigned char)byte;
}

static void let_go(struct edit_keys *k, size_t count)
{
    memmove(k->held, k->held + count, k->count - count);
    k->count -= count;
}

/* What is held, if it is decided. */
static bool decide(struct edit_keys *k, wchar_t *c)
{
    size_t length;
    uint32_t code;

    if (k->count == 0)
        return false;
    enum utf8_kind kind = utf8_take((struct hpt_str){k->held, k->count}, &length, &code);
    if (kind == UTF8_MORE)
        return false;
    *c = kind == UTF8_CHARACTER ? (wchar_t)code : foreign(k->held[0]);
    let_go(k, length);
    return true;
}

bool edit_keys_hold(struct edit_keys *k, struct hpt_str *bytes)
{
    struct edit_keys copy = *k;
    wchar_t c;

    while (!decide(&copy, &c)) {
        if (bytes->len == 0)
            return false;
        k->held[k->count++] = bytes->at[0];
        str_skip(bytes, 1);
        copy = *k;
    }
    return true;
}

bool edit_keys_take(struct edit_keys *k, struct hpt_str *bytes, wchar_t *c)
{
    return edit_keys_hold(k, bytes) && decide(k, c);
}

void edit_text_bytes(const wchar_t *text, size_t count, char *bytes, size_t size)
{
    mbstate_t state = {0};
    char one[MB_LEN_MAX];
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        bool is_foreign = text[i] >= FOREIGN && text[i] <= FOREIGN + 0xff;
        size_t length = is_foreign ? 1 : wcrtomb(one, text[i], &state);
        if (is_foreign)
            one[0] = (char)(text[i] - FOREIGN);
        if (length == (size_t)-1)
            continue;
        if (length >= size - used)
            break;
        memcpy(bytes + used, one, length);
        used += length;
    }
    bytes[used] = '\0';
}

void edit_text_characters(struct hpt_str bytes, wchar_t *text, size_t size)
{
    struct edit_keys keys = {0};
    size_t count = 0;

    while (count + 1 < size && edit_keys_take(&keys, &bytes, &text[count]))
        count++;
    for (size_t i = 0; i < keys.count && count + 1 < size; i++)
        text[count++] = foreign(keys.held[i]);
    text[count] = L'\0';
}

/* As libedit draws it (its chartype.c and refresh.c): ^A, \U+DCE9, blanks to the next tab stop;
 * what is two columns wide does not begin in the last one. */
size_t edit_text_column(wchar_t c, size_t column, size_t columns)
{
    int width = wcwidth(c);

    if (c == L'\t')
        return column % columns + TAB_STOP > columns ? column + columns - column % columns
                                                     : column + TAB_STOP - column % TAB_STOP;
    if (c < 0x100 && iswcntrl((wint_t)c) != 0)
        return column + 2;
    if (iswprint((wint_t)c) == 0)
        return column + (c > 0xffff ? 8 : 7);
    if (width == 2 && column % columns == columns - 1)
        column++;
    return column + (width > 0 ? (size_t)width : 0);
}

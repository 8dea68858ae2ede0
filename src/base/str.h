/* Views of text, and scanners that take from their front. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "heapterm.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A view of a C string; the string must outlive it. */
static inline struct hpt_str str_of(const char *text)
{
    return (struct hpt_str){text, strlen(text)};
}

static inline bool str_equal(struct hpt_str a, struct hpt_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline bool str_is(struct hpt_str a, const char *text)
{
    return str_equal(a, str_of(text));
}

static inline bool str_contains(struct hpt_str text, struct hpt_str part)
{
    for (size_t at = 0; at + part.len <= text.len; at++)
        if (part.len == 0 ||
            (text.at[at] == *part.at && memcmp(text.at + at, part.at, part.len) == 0))
            return true;
    return false;
}

static inline void str_skip(struct hpt_str *s, size_t count)
{
    s->at += count;
    s->len -= count;
}

#endif

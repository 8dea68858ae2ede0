/* Is what was written JSON? RFC 8259, but for the depth of nesting. */
#ifndef FUZZ_JSON_H
#define FUZZ_JSON_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Where a sink of JSON keeps it. */
struct json_text {
    char *at;
    size_t size, capacity;
};

static inline bool json_keep(void *self, const char *bytes, size_t size)
{
    struct json_text *t = self;

    if (t->size + size > t->capacity) {
        size_t capacity = (t->size + size) * 2;
        char *grown = realloc(t->at, capacity);
        if (grown == NULL)
            return false;
        t->at = grown;
        t->capacity = capacity;
    }
    memcpy(t->at + t->size, bytes, size);
    t->size += size;
    return true;
}

struct json {
    const unsigned char *at, *end;
    unsigned depth;
};

static inline void json_blanks(struct json *j)
{
    while (j->at < j->end && (*j->at == ' ' || *j->at == '\n'))
        j->at++;
}

static inline bool json_sign(struct json *j, char sign)
{
    json_blanks(j);
    if (j->at == j->end || *j->at != (unsigned char)sign)
        return false;
    j->at++;
    return true;
}

static inline bool json_escape(struct json *j)
{
    if (j->at == j->end)
        return false;
    if (*j->at != 'u')
        return strchr("\"\\/bfnrt", *j->at++) != NULL;
    for (int i = 1; i <= 4; i++)
        if (j->end - j->at <= i || strchr("0123456789abcdefABCDEF", j->at[i]) == NULL)
            return false;
    j->at += 5;
    return true;
}

/* Behind its first quote. */
static inline bool json_string(struct json *j)
{
    while (j->at < j->end && *j->at != '"') {
        unsigned char c = *j->at++;
        if (c < ' ' || (c == '\\' && !json_escape(j)))
            return false;
    }
    return json_sign(j, '"');
}

static inline bool json_digits(struct json *j)
{
    const unsigned char *from = j->at;

    while (j->at < j->end && *j->at >= '0' && *j->at <= '9')
        j->at++;
    return j->at > from;
}

static inline bool json_number(struct json *j)
{
    bool leads_with_0;

    if (j->at < j->end && *j->at == '-')
        j->at++;
    const unsigned char *from = j->at;
    leads_with_0 = j->at < j->end && *j->at == '0';
    if (!json_digits(j) || (leads_with_0 && j->at - from > 1))
        return false;
    if (j->at < j->end && *j->at == '.') {
        j->at++;
        if (!json_digits(j))
            return false;
    }
    if (j->at == j->end || (*j->at != 'e' && *j->at != 'E'))
        return true;
    j->at++;
    if (j->at < j->end && (*j->at == '+' || *j->at == '-'))
        j->at++;
    return json_digits(j);
}

static inline bool json_value(struct json *j);

/* Behind its first bracket: members or elements, and the last bracket. */
static inline bool json_rest(struct json *j, bool is_object, char last)
{
    if (json_sign(j, last))
        return true;
    do {
        if (is_object && !(json_sign(j, '"') && json_string(j) && json_sign(j, ':')))
            return false;
        if (!json_value(j))
            return false;
    } while (json_sign(j, ','));
    return json_sign(j, last);
}

static inline bool json_word(struct json *j)
{
    static const char *const words[] = {"true", "false", "null"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if ((size_t)(j->end - j->at) >= length && memcmp(j->at, words[i], length) == 0) {
            j->at += length;
            return true;
        }
    }
    return json_number(j);
}

static inline bool json_value(struct json *j)
{
    enum { DEPTH_MAX = 32 };
    bool holds;

    if (j->depth == DEPTH_MAX)
        return false;
    j->depth++;
    if (json_sign(j, '{'))
        holds = json_rest(j, true, '}');
    else if (json_sign(j, '['))
        holds = json_rest(j, false, ']');
    else
        holds = json_sign(j, '"') ? json_string(j) : json_word(j);
    j->depth--;
    return holds;
}

/* One value and nothing else. */
static inline bool is_json(const struct json_text *text)
{
    const unsigned char *at = (const unsigned char *)text->at;
    struct json j = {.at = at, .end = at + text->size};

    if (at == NULL || !json_value(&j))
        return false;
    json_blanks(&j);
    return j.at == j.end;
}

#endif

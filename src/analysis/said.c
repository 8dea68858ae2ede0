#include "analysis/said.h"

#include <stdlib.h>
#include <string.h>

struct said_line {
    uint32_t holders; /* 0: unused, and `next` counts */
    uint32_t next;
    uint8_t size;
    char text[SAID_LENGTH];
};

static bool is_blank(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)text[i] > ' ' && text[i] != 0x7f)
            return false;
    return true;
}

static void clear(struct said *s, struct said_heard *h)
{
    said_drop(s, h->number);
    h->number = h->size = 0;
}

static void end_line(struct said *s)
{
    struct said_heard *h = &s->heard[s->open];

    if (is_blank(h->text, h->size))
        clear(s, h); /* the line before stays the last */
    s->is_over = h->size > 0;
}

/* Bytes in front that show nothing. An escape may begin a colour. */
static size_t blanks(const char *bytes, size_t size)
{
    size_t count = 0;

    while (count < size && bytes[count] != '\x1b' && is_blank(bytes + count, 1))
        count++;
    return count;
}

/* A line begins with its first byte that shows, however the input is cut. */
static void add(struct said *s, const char *bytes, size_t size)
{
    if (s->is_over || s->heard[s->open].size == 0) {
        size_t skipped = blanks(bytes, size);
        bytes += skipped;
        size -= skipped;
    }
    if (size == 0)
        return;
    if (s->is_over) {
        s->is_over = false;
        s->open ^= 1;
        clear(s, &s->heard[s->open]);
    }
    struct said_heard *h = &s->heard[s->open];
    size_t room = SAID_LENGTH - h->size;
    size_t taken = size < room ? size : room;
    if (taken == 0)
        return;
    said_drop(s, h->number);
    h->number = 0;
    memcpy(h->text + h->size, bytes, taken);
    h->size += (uint32_t)taken;
}

static const char *line_end(const char *at, const char *end)
{
    while (at < end && *at != '\n' && *at != '\r')
        at++;
    return at;
}

void said_text(struct said *s, struct hpt_str bytes)
{
    const char *end = bytes.at + bytes.len;

    for (const char *at = bytes.at; at < end;) {
        const char *stop = line_end(at, end);
        if (stop > at)
            add(s, at, (size_t)(stop - at));
        if (stop < end && !s->is_over)
            end_line(s);
        at = stop + (stop < end);
    }
}

static enum hpt_status unused_number(struct said *s, uint32_t *number)
{
    if (s->unused != 0) {
        *number = s->unused;
        s->unused = s->lines[s->unused].next;
        return HPT_OK;
    }
    if (s->count == SAID_LINES_MAX)
        return HPT_OK;
    if (s->count + 1 >= s->capacity) {
        uint32_t capacity = s->capacity == 0 ? 64 : s->capacity * 2;
        struct said_line *lines = realloc(s->lines, capacity * sizeof *lines);
        if (lines == NULL)
            return HPT_ERR_MEMORY;
        lines[0] = (struct said_line){0};
        s->lines = lines;
        s->capacity = capacity;
    }
    *number = ++s->count;
    return HPT_OK;
}

void said_unsay(struct said *s, bool before_too)
{
    clear(s, &s->heard[s->open]);
    if (before_too)
        clear(s, &s->heard[s->open ^ 1]);
    s->is_over = false;
}

static enum hpt_status keep(struct said *s, struct said_heard *h)
{
    uint32_t number = 0;

    if (unused_number(s, &number) != HPT_OK)
        return HPT_ERR_MEMORY;
    if (number == 0)
        return HPT_OK;
    struct said_line *line = &s->lines[number];
    line->holders = 1;
    line->size = (uint8_t)h->size;
    memcpy(line->text, h->text, h->size);
    h->number = number;
    return HPT_OK;
}

enum hpt_status said_hold_heard(struct said *s, uint32_t *number)
{
    struct said_heard *h = &s->heard[s->open];

    if (h->number == 0 && is_blank(h->text, h->size))
        h = &s->heard[s->open ^ 1];
    if (h->number == 0 && h->size > 0 && keep(s, h) != HPT_OK)
        return HPT_ERR_MEMORY;
    if (h->number != 0)
        s->lines[h->number].holders++;
    *number = h->number;
    return HPT_OK;
}

void said_drop(struct said *s, uint32_t number)
{
    if (number == 0 || --s->lines[number].holders > 0)
        return;
    s->lines[number].next = s->unused;
    s->unused = number;
}

struct hpt_str said_line(const struct said *s, uint32_t number)
{
    if (number == 0)
        return (struct hpt_str){"", 0};
    return (struct hpt_str){s->lines[number].text, s->lines[number].size};
}

void said_release(struct said *s)
{
    free(s->lines);
    *s = (struct said){0};
}

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

static void end_line(struct said *s)
{
    if (is_blank(s->open, s->open_size))
        s->open_size = 0; /* the line before stays the last */
    s->is_over = s->open_size > 0;
}

static void add(struct said *s, const char *bytes, size_t size)
{
    if (s->is_over && !is_blank(bytes, size)) {
        s->is_over = false;
        s->open_size = 0;
    } else if (s->is_over) {
        return; /* nothing that could be shown yet */
    }
    size_t room = SAID_LENGTH - s->open_size;
    size_t taken = size < room ? size : room;
    memcpy(s->open + s->open_size, bytes, taken);
    s->open_size += taken;
    s->is_new = s->is_new || taken > 0;
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

/* Makes the open line the last one. */
static enum hpt_status keep(struct said *s)
{
    uint32_t number = 0;

    said_drop(s, s->last);
    s->last = 0;
    if (unused_number(s, &number) != HPT_OK)
        return HPT_ERR_MEMORY;
    s->is_new = false;
    if (number == 0)
        return HPT_OK;
    struct said_line *line = &s->lines[number];
    line->holders = 1;
    line->size = (uint8_t)s->open_size;
    memcpy(line->text, s->open, s->open_size);
    s->last = number;
    return HPT_OK;
}

enum hpt_status said_hold(struct said *s, uint32_t *number)
{
    if (s->is_new && !is_blank(s->open, s->open_size) && keep(s) != HPT_OK)
        return HPT_ERR_MEMORY;
    if (s->last != 0)
        s->lines[s->last].holders++;
    *number = s->last;
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

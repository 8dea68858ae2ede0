#include "travel/stops.h"

#include <stdlib.h>
#include <string.h>

void stops_release(struct stops *s)
{
    free(s->all);
    free(s->text);
    *s = (struct stops){0};
}

static bool reserve(struct stops *s)
{
    size_t capacity = s->capacity > 0 ? s->capacity * 2 : 64;

    if (s->count < s->capacity)
        return true;
    struct kept_stop *grown =
        s->count < TRAVEL_STOPS ? realloc(s->all, capacity * sizeof *grown) : NULL;
    if (grown == NULL)
        return false;
    s->all = grown;
    s->capacity = capacity;
    return true;
}

/* Keeps the text of a mark; where that cannot be, the mark has none. */
static void keep_text(struct stops *s, struct kept_stop *stop, struct hpt_str text)
{
    if (text.len == 0 || text.len > STOPS_TEXT - s->text_size)
        return;
    char *grown = realloc(s->text, s->text_size + text.len);
    if (grown == NULL)
        return;
    memcpy(grown + s->text_size, text.at, text.len);
    stop->text = (uint32_t)s->text_size;
    stop->length = (uint32_t)text.len;
    s->text = grown;
    s->text_size += text.len;
}

void stops_add(struct stops *s, enum stop_kind kind, uint64_t event, struct hpt_str text)
{
    size_t at = s->count;
    struct kept_stop stop = {0};

    if (!reserve(s)) {
        s->dropped++;
        return;
    }
    stop.event = event & (UINT64_MAX >> 2);
    stop.kind = (unsigned)kind & 3u;
    keep_text(s, &stop, text);
    /* A restart may show only some events later. */
    for (; at > 0 && s->all[at - 1].event > event; at--)
        s->all[at] = s->all[at - 1];
    s->all[at] = stop;
    s->count++;
}

/* The first stop behind `event`. */
static size_t first_behind(const struct stops *s, uint64_t event)
{
    size_t low = 0;

    for (size_t high = s->count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (s->all[middle].event > event)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

bool stops_next(const struct stops *s, uint64_t event, bool forward, struct travel_stop *stop)
{
    size_t at = forward ? first_behind(s, event) : event == 0 ? 0 : first_behind(s, event - 1);

    if (forward ? at == s->count : at == 0)
        return false;
    const struct kept_stop *found = &s->all[forward ? at : at - 1];
    *stop = (struct travel_stop){.kind = (enum stop_kind)found->kind, .event = found->event};
    if (found->length > 0)
        stop->text = (struct hpt_str){s->text + found->text, found->length};
    return true;
}

bool stops_failure(const struct stops *s, uint64_t n, uint64_t *event)
{
    for (size_t i = 0; i < s->count && n > 0; i++) {
        n -= s->all[i].kind == STOP_FAILURE;
        *event = s->all[i].event;
        if (n == 0)
            return true;
    }
    return false;
}

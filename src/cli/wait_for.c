#include "cli/wait_for.h"

#include "base/plain.h"
#include "cli/patterns.h"

#include <string.h>

enum hpt_status wait_for_open(struct wait_for *w, const char *regex)
{
    w->length = 0;
    return pattern_open(&w->pattern, regex);
}

static bool is_matched(struct wait_for *w)
{
    struct hpt_str found;
    size_t length = plain_text((struct hpt_str){w->line, w->length}, w->plain, NULL);

    return w->pattern.find(w->pattern.self, (struct hpt_str){w->plain, length}, 0, &found) ==
           HPT_FOUND;
}

/* The piece up to a line end, or as much of it as there is room for. */
static size_t add(struct wait_for *w, const char *bytes, size_t size)
{
    size_t room = sizeof w->line - w->length;
    size_t taken = 0;

    while (taken < size && taken < room && bytes[taken] != '\n' && bytes[taken] != '\r')
        taken++;
    memcpy(w->line + w->length, bytes, taken);
    w->length += taken;
    return taken;
}

bool wait_for_take(struct wait_for *w, const char *bytes, size_t size)
{
    if (w->pattern.find == NULL)
        return false;
    while (size > 0) {
        size_t taken = add(w, bytes, size);
        bytes += taken;
        size -= taken;
        if (size == 0)
            break;
        if (is_matched(w))
            return true;
        if (w->length == sizeof w->line) { /* the match may lie across: the second half stays */
            w->length /= 2;
            memcpy(w->line, w->line + w->length, w->length);
            continue;
        }
        w->length = 0;
        bytes++;
        size--;
    }
    return w->length > 0 && is_matched(w);
}

void wait_for_close(struct wait_for *w)
{
    pattern_close(&w->pattern);
}

#include "analysis/marks.h"

#include "base/plain.h"
#include "base/str.h"

/* True when the line is over. */
static bool take_line(struct marks *m, struct hpt_str *text)
{
    const char *end = memchr(text->at, '\n', text->len);
    size_t length = end != NULL ? (size_t)(end - text->at) : text->len;
    size_t room = sizeof m->line - m->size;
    size_t taken = length < room ? length : room;

    memcpy(m->line + m->size, text->at, taken);
    m->size += taken;
    str_skip(text, length + (end != NULL));
    return end != NULL;
}

bool marks_take(struct marks *m, struct hpt_str *text, struct hpt_str *name)
{
    if (m->pattern == NULL || m->pattern->find == NULL)
        return false;
    while (text->len > 0 && take_line(m, text)) {
        struct hpt_str line = {m->plain,
                               plain_text((struct hpt_str){m->line, m->size}, m->plain, NULL)};
        m->size = 0;
        if (m->pattern->find(m->pattern->self, line, 0, name) == HPT_FOUND)
            return true;
    }
    return false;
}

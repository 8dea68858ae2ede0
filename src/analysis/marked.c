#include "analysis/marked.h"

#include "base/plain.h"
#include "base/str.h"

#include <stdlib.h>

void marked_end(struct marked *m, void (*mark)(void *self, struct hpt_str line), void *self)
{
    char plain[MARKED_LINE];
    struct hpt_str found;
    struct hpt_str text = {plain, plain_text((struct hpt_str){m->line, m->length}, plain, NULL)};

    m->length = 0;
    if (text.len > 0 && m->pattern.find(m->pattern.self, text, 0, &found) == HPT_FOUND)
        mark(self, text);
}

void marked_text(struct marked *m, struct hpt_str bytes,
                 void (*mark)(void *self, struct hpt_str line), void *self)
{
    if (m->pattern.find == NULL)
        return;
    for (size_t i = 0; i < bytes.len; i++) {
        char c = bytes.at[i];
        if (c == '\n' || c == '\r')
            marked_end(m, mark, self);
        else if (m->length < MARKED_LINE)
            m->line[m->length++] = c;
    }
}

enum hpt_status marked_add(struct marked *m, const struct hpt_mark *mark, struct hpt_str text)
{
    m->seen++;
    if (m->count == MARKS_MAX)
        return HPT_OK;
    if (m->marks == NULL)
        m->marks = calloc(MARKS_MAX, sizeof *m->marks);
    if (m->marks == NULL)
        return HPT_ERR_MEMORY;
    struct hpt_mark *kept = &m->marks[m->count++];
    *kept = *mark;
    kept->length = text.len < sizeof kept->text ? text.len : sizeof kept->text;
    if (kept->length > 0)
        memcpy(kept->text, text.at, kept->length);
    return HPT_OK;
}

void marked_release(struct marked *m)
{
    free(m->marks);
    *m = (struct marked){0};
}

/* What was written, as one text. */
#ifndef UNIT_WRITTEN_H
#define UNIT_WRITTEN_H

#include "test.h"

struct written {
    char text[16384];
    size_t size;
};

/* The `write` of a struct hpt_out. */
static inline bool write_text(void *self, const char *bytes, size_t size)
{
    struct written *w = self;

    assert_true(w->size + size < sizeof w->text);
    memcpy(w->text + w->size, bytes, size);
    w->size += size;
    w->text[w->size] = '\0';
    return true;
}

#endif

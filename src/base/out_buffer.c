#include "base/out_buffer.h"

#include <string.h>

static bool add(void *self, const char *bytes, size_t size)
{
    struct out_buffer *b = self;
    size_t left = b->room - 1 - b->size;
    size_t taken = size < left ? size : left;

    memcpy(b->text + b->size, bytes, taken);
    b->size += taken;
    b->text[b->size] = '\0';
    return true;
}

struct hpt_out out_into(struct out_buffer *b)
{
    b->text[b->size] = '\0';
    return (struct hpt_out){.self = b, .write = add};
}

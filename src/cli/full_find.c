#include "cli/full_find.h"

#include <string.h>

void finder_begin(struct finder *f, uint64_t byte)
{
    f->byte = byte;
    f->length = 0;
    f->has_found = false;
}

static void keep(struct finder *f, const char *bytes, size_t size)
{
    size_t room = sizeof f->line - f->length;
    size_t kept = size < room ? size : room;

    memcpy(f->line + f->length, bytes, kept);
    f->length += kept;
}

static void end_line(struct finder *f)
{
    const struct hpt_str line = {f->line, f->length};
    bool is_there = f->is_backward ? f->byte < f->from : f->byte > f->from;
    struct hpt_str found;

    f->length = 0;
    if (!is_there || finder_has_enough(f))
        return;
    if (f->pattern.find(f->pattern.self, line, 0, &found) != HPT_FOUND)
        return;
    f->has_found = true;
    f->at = f->byte;
}

static void on_input(void *self, struct hpt_str bytes, uint64_t time_us)
{
    struct finder *f = self;

    (void)time_us;
    while (bytes.len > 0) {
        const char *feed = memchr(bytes.at, '\n', bytes.len);
        size_t size = feed != NULL ? (size_t)(feed - bytes.at) + 1 : bytes.len;
        keep(f, bytes.at, feed != NULL ? size - 1 : size);
        f->byte += size;
        if (feed != NULL)
            end_line(f);
        bytes.at += size;
        bytes.len -= size;
    }
}

struct hpt_observer finder_observer(struct finder *f)
{
    return (struct hpt_observer){.self = f, .input = on_input};
}

bool finder_has_enough(void *self)
{
    const struct finder *f = self;

    return f->has_found && !f->is_backward;
}

/* The fast way of the reader, and what the other way shares with it. */
#ifndef TRACE_READER_LINES_H
#define TRACE_READER_LINES_H

#include "trace/reader.h"

/* A dialect shows for the first time: from now on its damaged lines are found, too. */
void reader_meet(struct reader *r, const struct dialect *d);

/* Gives out a line that is complete but for where it stands. */
static inline void reader_deliver(struct reader *r, struct trace_line *line)
{
    line->line = r->lines + 1;
    line->byte = r->bytes;
    line->time_us = r->time_us;
    if (!line->torn && line->fields.pointer_digits > 0)
        r->pointer_digits = line->fields.pointer_digits;
    for (uint8_t i = 0; i < r->torn_count; i++)
        r->torn[i].inner++;
    if (r->known[0] != line->dialect)
        reader_meet(r, line->dialect);
    r->hooks.event(r->hooks.self, line);
}

/* Behind a CR: takes the line feed that belongs to it, where one comes; returns what is next. */
const char *read_second_end(struct reader *r, const char *at);

/* Takes whole lines from [at, end), which begins a line while nothing is held or torn. Returns
 * where it does not get on: at a line that needs the other way, near the end, or where a hook has
 * stopped. */
const char *read_lines(struct reader *r, const char *at, const char *end);

#endif

/* The fast way of the reader, and what the other way shares with it. */
#ifndef TRACE_READER_LINES_H
#define TRACE_READER_LINES_H

#include "trace/reader.h"

/* A dialect shows for the first time: from now on its damaged lines are found, too. */
void reader_meet(struct reader *r, const struct dialect *d);

/* Behind a CR: takes the line feed that belongs to it, where one comes; returns what is next. */
const char *read_second_end(struct reader *r, const char *at);

/* Takes whole lines from [at, end), which begins a line while nothing is held or torn. Returns
 * where it does not get on: at a line that needs the other way, near the end, or where a hook has
 * stopped. */
const char *read_lines(struct reader *r, const char *at, const char *end);

#endif

/* Between the two halves of a printout: printout_lines.c makes whole lines of the pieces that come,
 * printout.c knows what a line says. */
#ifndef TRACE_PRINTOUT_LINES_H
#define TRACE_PRINTOUT_LINES_H

#include "trace/printout.h"

/* Takes a line without its end. True when it was of interest. */
bool printout_take_line(struct printout *p, struct hpt_str line);

/* Can the rest of the line make it one of those? */
bool printout_may_begin(const struct printout *p, struct hpt_str line);

#endif

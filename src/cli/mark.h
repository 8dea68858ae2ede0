/* Marks that a person sets: a line on the screen and in the log, a note in the recording. */
#ifndef CLI_MARK_H
#define CLI_MARK_H

struct terminal;

/* One at this moment: its number, the time, and where the trace is. */
void mark_set(struct terminal *t);

/* What the last one is, in words; "" leaves it as it is. */
void mark_name(struct terminal *t, const char *words);

#endif

/* How the terminal stands, in sentences. */
#ifndef CLI_STATUS_H
#define CLI_STATUS_H

struct terminal;

/* The port, how it is set, what came and went, and where that is kept. */
void status_show(struct terminal *t);

/* A port was opened at the start: says so to whoever sits at the screen, and how to leave. */
void status_opened(struct terminal *t);

#endif

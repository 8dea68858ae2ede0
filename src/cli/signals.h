/* The signals that a run listens to. */
#ifndef CLI_SIGNALS_H
#define CLI_SIGNALS_H

#include <stdbool.h>
#include <uv.h>

enum { SIGNALS = 7 };

struct signals {
    uv_signal_t handles[SIGNALS];
    bool is_open;
    bool hears_resize; /* SIGWINCH as well */
    void *self;
    void (*heard)(void *self, int number);
};

/* Fill self and heard before. A SIGHUP that is ignored (nohup) stays so. */
void signals_open(struct signals *s, uv_loop_t *loop);

/* SIGTSTP was heard: stops. True when somebody lets the program go on, for which no SIGCONT is
 * heard then; false at once where nobody could. */
bool signals_stop(void);

/* The loop must run once more before *s goes. */
void signals_close(struct signals *s);

#endif

#include "cli/signals.h"

#include <signal.h>

static const int numbers[SIGNALS] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH};

static void on_signal(uv_signal_t *handle, int number)
{
    struct signals *s = handle->data;

    s->heard(s->self, number);
}

static bool is_ignored(int number)
{
    struct sigaction now;

    return sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

void signals_open(struct signals *s, uv_loop_t *loop)
{
    for (size_t i = 0; i < SIGNALS; i++) {
        (void)uv_signal_init(loop, &s->handles[i]);
        s->handles[i].data = s;
        if (numbers[i] == SIGWINCH && !s->hears_resize)
            continue;
        if (numbers[i] != SIGHUP || !is_ignored(SIGHUP))
            (void)uv_signal_start(&s->handles[i], on_signal, numbers[i]);
    }
    s->is_open = true;
}

static volatile sig_atomic_t has_continued;

static void on_continued(int number)
{
    (void)number;
    has_continued = 1;
}

/* SIGTSTP's own default, which libuv's handler has taken the place of: unlike SIGSTOP it does not
 * stop where no shell is left that could let us go on (an orphaned process group, POSIX 2.4.3). */
bool signals_stop(void)
{
    struct sigaction stops = {.sa_handler = SIG_DFL}, continues = {.sa_handler = on_continued};
    struct sigaction was_stop, was_continue;

    has_continued = 0;
    if (sigaction(SIGCONT, &continues, &was_continue) != 0)
        return false;
    if (sigaction(SIGTSTP, &stops, &was_stop) == 0) {
        (void)raise(SIGTSTP);
        (void)sigaction(SIGTSTP, &was_stop, NULL);
    }
    (void)sigaction(SIGCONT, &was_continue, NULL);
    return has_continued != 0;
}

void signals_close(struct signals *s)
{
    for (size_t i = 0; s->is_open && i < SIGNALS; i++)
        uv_close((uv_handle_t *)&s->handles[i], NULL);
    s->is_open = false;
}

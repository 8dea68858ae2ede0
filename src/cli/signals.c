#include "cli/signals.h"

#include <signal.h>
#include <unistd.h>

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

/* SIGSTOP instead of SIGTSTP's own default: libuv holds the handler. */
void signals_stop(void)
{
    (void)kill(getpid(), SIGSTOP);
}

void signals_close(struct signals *s)
{
    for (size_t i = 0; s->is_open && i < SIGNALS; i++)
        uv_close((uv_handle_t *)&s->handles[i], NULL);
    s->is_open = false;
}

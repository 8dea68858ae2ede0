#include "io/tty.h"

#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static struct termios before;
static volatile sig_atomic_t is_entered;
static bool is_guarded; /* the handlers are set */

/* Signals that end the program, but for those that the event loop takes. */
static const int fatal_signals[] = {SIGSEGV, SIGABRT, SIGBUS,  SIGFPE,    SIGILL,    SIGSYS,
                                    SIGTRAP, SIGUSR1, SIGUSR2, SIGALRM,   SIGVTALRM, SIGPROF,
                                    SIGIO,   SIGXCPU, SIGXFSZ, SIGSTKFLT, SIGPWR};

/* A stack of its own, as a program that has run out of stack crashes too. */
static char crash_stack[16384];

bool tty_is_ours(void)
{
    return isatty(STDIN_FILENO) == 1 && tcgetpgrp(STDIN_FILENO) == getpgrp();
}

/* Everything called here is safe in a signal handler. SA_RESETHAND has put the default action
 * back: the signal, sent again, ends the program the way it would have without us. */
static void on_crash(int number)
{
    if (is_entered)
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &before);
    (void)raise(number);
}

static void guard(void)
{
    struct sigaction action = {.sa_handler = on_crash};
    const stack_t stack = {.ss_sp = crash_stack, .ss_size = sizeof crash_stack};

    if (is_guarded)
        return;
    is_guarded = true;
    (void)atexit(tty_leave);
    action.sa_flags = (int)(SA_RESETHAND | SA_NODEFER);
    if (sigaltstack(&stack, NULL) == 0)
        action.sa_flags |= SA_ONSTACK;
    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof fatal_signals / sizeof *fatal_signals; i++) {
        struct sigaction now;
        if (sigaction(fatal_signals[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            (void)sigaction(fatal_signals[i], &action, NULL);
    }
}

void tty_enter(void)
{
    struct termios raw;

    if (is_entered || tcgetattr(STDIN_FILENO, &before) != 0)
        return;
    guard();
    raw = before;
    raw.c_iflag &=
        ~(tcflag_t)(BRKINT | IGNCR | ICRNL | INLCR | INPCK | ISTRIP | IXON | IXOFF | PARMRK);
    raw.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | IEXTEN | ISIG);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    is_entered = 1;
    if (tcsetattr(STDIN_FILENO, TCSANOW, &raw) != 0)
        is_entered = 0;
}

/* A background job that sets the terminal is stopped by SIGTTOU unless it blocks it. */
void tty_leave(void)
{
    sigset_t ttou, was;

    if (!is_entered)
        return;
    (void)sigemptyset(&ttou);
    (void)sigaddset(&ttou, SIGTTOU);
    (void)sigprocmask(SIG_BLOCK, &ttou, &was);
    if (tcsetattr(STDIN_FILENO, TCSANOW, &before) == 0)
        is_entered = 0;
    (void)sigprocmask(SIG_SETMASK, &was, NULL);
}

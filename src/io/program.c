#include "io/program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SOON_MS = 200, LATE_MS = 1000, NAP_MS = 2 };

extern char **environ;

/* What we ignore or handle is nothing to the program; what was ignored before us stays so.
 * Everything called from here to the end of run_shell is safe behind a fork of several threads. */
static void reset_signals(void)
{
    const struct sigaction usual = {.sa_handler = SIG_DFL};
    sigset_t none;

    for (int number = 1; number < NSIG; number++) {
        struct sigaction now;
        if (sigaction(number, NULL, &now) == 0 && (now.sa_handler != SIG_IGN || number == SIGPIPE ||
                                                   number == SIGXFSZ || number == SIGCHLD))
            (void)sigaction(number, &usual, NULL);
    }
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The child: becomes the shell, or tells `report` why not. */
static void run_shell(const char *command, pid_t parent, const int ends[2], int report)
{
    /* execve changes none of them; its type is older than const. */
    char *const words[] = {(char *)(uintptr_t) "sh", (char *)(uintptr_t) "-c",
                           (char *)(uintptr_t)command, NULL};

    (void)setsid();
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(1); /* it was killed before we said that we go with it */
    if (dup2(ends[0], STDIN_FILENO) >= 0 && dup2(ends[1], STDOUT_FILENO) >= 0) {
        reset_signals();
        (void)execve("/bin/sh", words, environ);
    }
    int error = errno;
    ssize_t written = write(report, &error, sizeof error);
    (void)written;
    _exit(127);
}

/* No handler of ours may run in the child before reset_signals. */
static pid_t fork_quietly(sigset_t *before)
{
    sigset_t all;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, before);
    return fork();
}

static void close_both(const int ends[2])
{
    for (int i = 0; i < 2; i++)
        if (ends[i] >= 0)
            (void)close(ends[i]);
}

/* 0 or an errno. When this returns the shell runs and leads its group. */
static int start_shell(struct program *p, const char *command, const int theirs[2], int report[2])
{
    pid_t parent = getpid();
    sigset_t before;
    int error = 0;

    p->pid = fork_quietly(&before);
    if (p->pid == 0)
        run_shell(command, parent, theirs, report[1]);
    if (p->pid < 0)
        error = errno;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    (void)close(report[1]);
    report[1] = -1;
    if (error != 0)
        return error;
    while (read(report[0], &error, sizeof error) < 0 && errno == EINTR)
        ;
    if (error != 0)
        (void)waitpid(p->pid, NULL, 0);
    return error;
}

enum hpt_status program_start(struct program *p, const char *command, struct fault *f)
{
    int in[2] = {-1, -1}, out[2] = {-1, -1}, report[2] = {-1, -1};
    int error = 0;

    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0 || pipe2(report, O_CLOEXEC) != 0 ||
        fcntl(in[1], F_SETFL, O_NONBLOCK) != 0 || fcntl(out[0], F_SETFL, O_NONBLOCK) != 0)
        error = errno;
    else
        error = start_shell(p, command, (const int[2]){in[0], out[1]}, report);
    close_both(report);
    if (error == 0) {
        (void)close(in[0]);
        (void)close(out[1]);
        p->in = in[1];
        p->out = out[0];
        return HPT_OK;
    }
    close_both(in);
    close_both(out);
    errno = error;
    (void)fault_system(f, "start /bin/sh for %.200s", command);
    return fault_hint(f, "close other programs, or shorten the command");
}

bool program_has_ended(pid_t pid, int *status)
{
    siginfo_t info = {0};

    if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0)
        return false;
    *status = info.si_code == CLD_EXITED ? info.si_status << 8 : info.si_status & 0x7f;
    return true;
}

static void nap(int ms)
{
    const struct timespec pause = {.tv_nsec = ms * 1000000L};

    (void)nanosleep(&pause, NULL);
}

/* While somebody is left in the group, its number is not given to others. */
static bool is_gone(pid_t group)
{
    (void)waitpid(group, NULL, WNOHANG);
    return kill(-group, 0) != 0;
}

/* A process that waits for us, as the terminal must not: it belongs to nobody, and holds nothing of
 * ours open meanwhile. */
static void kill_later(pid_t group)
{
    sigset_t before;
    pid_t pid = fork_quietly(&before);

    if (pid == 0) {
        if (fork() != 0)
            _exit(0);
        (void)setsid();
        (void)close_range(0, ~0U, 0);
        for (int ms = SOON_MS; ms < LATE_MS && kill(-group, 0) == 0; ms += NAP_MS)
            nap(NAP_MS);
        (void)kill(-group, SIGKILL);
        _exit(0);
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (pid > 0)
        (void)waitpid(pid, NULL, 0);
    else
        (void)kill(-group, SIGKILL);
}

void program_stop(pid_t pid)
{
    (void)kill(-pid, SIGTERM);
    (void)kill(-pid, SIGCONT); /* one that is stopped would not hear it */
    for (int ms = 0; ms < SOON_MS; ms += NAP_MS) {
        if (is_gone(pid))
            return;
        nap(NAP_MS);
    }
    kill_later(pid);
}

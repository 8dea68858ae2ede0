/* A command that the shell runs for us: in a session and process group of its own, its standard
 * input and output connected to pipes, its standard error ours. */
#ifndef IO_PROGRAM_H
#define IO_PROGRAM_H

#include "io/fault.h"

#include <sys/types.h>

struct program {
    pid_t pid; /* of the shell, and of the process group */
    int in;    /* what is written here is its standard input; does not block */
    int out;   /* its standard output is read here; does not block */
};

/* Runs `/bin/sh -c command`. Both descriptors are then the caller's. Should heapterm be killed, the
 * system ends the shell (and so a command that is a single program). */
enum hpt_status program_start(struct program *p, const char *command, struct fault *f);

/* True when the shell has ended; *status is as waitpid gives it. The process stays for
 * program_stop, so that its number names no other. */
bool program_has_ended(pid_t pid, int *status);

/* Ends what is left of the group and waits for it: SIGTERM, and for what lives on after 0.2 s
 * SIGKILL after 1 s, which is not waited for. */
void program_stop(pid_t pid);

#endif

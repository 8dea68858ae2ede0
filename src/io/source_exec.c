/* exec:COMMAND: a program whose standard output is the device, and whose standard input hears what
 * is typed. It is over when the shell has ended and nobody holds its output open any more. */
#include "base/plural.h"
#include "io/channel.h"
#include "io/program.h"
#include "io/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    NOT_EXECUTABLE = 126, /* exit codes of the shell */
    NOT_FOUND = 127,
    LASTING_MS = 1000 /* a program that ran as long is started again without delay */
};

static const unsigned waits_ms[] = {100, 200, 400, 800, 1000};

struct exec {
    struct source base;
    char name[224]; /* exec:COMMAND, perhaps cut */
    char *command;
    uv_loop_t *loop;
    struct channel *channel; /* NULL: it does not run */
    pid_t pid;
    int status;
    bool has_exited;
    bool has_fallen_silent; /* its output has ended */
    bool restarts;
    bool was_started_again;
    bool reading;
    bool ended;
    unsigned tries; /* since it ran long enough */
    uint64_t started_at;
    uint64_t dropped; /* written while it did not run */
    uv_signal_t child;
    uv_timer_t retry;
    int open_handles;
};

static bool start(struct exec *p, struct fault *f);

static void end(struct exec *p, enum source_end how)
{
    if (p->ended)
        return;
    p->ended = true;
    p->base.client.end(p->base.client.self, how, &p->base.fault);
}

static void tell(struct exec *p, enum source_link link, const char *what)
{
    char news[sizeof p->name + 256];
    int used = snprintf(news, sizeof news, "%s %s", p->name, what);

    if (p->dropped > 0)
        (void)snprintf(news + used, sizeof news - (size_t)used, "; %llu byte%s sent to it %s lost",
                       (unsigned long long)p->dropped, plural(p->dropped), were(p->dropped));
    p->base.lost += p->dropped;
    p->dropped = 0;
    p->base.queued = 0;
    source_tell_link(&p->base, link, news);
}

/* The shell hides the signal that ended its command in the exit code. */
static void describe(int status, char *text, size_t size)
{
    int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);

    if (code > 128 && code < 128 + NSIG)
        (void)snprintf(text, size, "was ended by signal %d (%s)", code - 128,
                       strsignal(code - 128));
    else
        (void)snprintf(text, size, "ended with exit code %d", code);
}

static void fail(struct exec *p)
{
    struct fault *f = &p->base.fault;
    int code = WIFEXITED(p->status) ? WEXITSTATUS(p->status) : 0;
    char how[96];

    describe(p->status, how, sizeof how);
    if (code == NOT_FOUND)
        (void)fault_input(f,
                          "the shell does not find the program of %s; check its name, or give its "
                          "whole path",
                          p->name);
    else if (code == NOT_EXECUTABLE)
        (void)fault_input(f, "the shell may not run the program of %s; make it executable",
                          p->name);
    else
        (void)fault_input(f, "%s %s; see what it said, or try it in a shell", p->name, how);
    end(p, SOURCE_FAILED);
}

/* Whatever is left of it goes, and is counted. */
static void leave(struct exec *p)
{
    if (p->channel == NULL)
        return;
    p->dropped += channel_queued(p->channel);
    channel_close(p->channel);
    p->channel = NULL;
    program_stop(p->pid);
}

static void on_retry(uv_timer_t *timer)
{
    struct exec *p = timer->data;

    if (!start(p, &p->base.fault)) {
        end(p, SOURCE_FAILED);
        return;
    }
    tell(p, LINK_BACK, "runs again");
    if (!p->ended && p->base.client.drained != NULL)
        p->base.client.drained(p->base.client.self);
}

static void start_again(struct exec *p)
{
    size_t last = sizeof waits_ms / sizeof *waits_ms - 1;
    char how[96 + 32];

    describe(p->status, how, sizeof how - 32);
    (void)strcat(how, "; it is started again");
    if (uv_now(p->loop) - p->started_at >= LASTING_MS)
        p->tries = 0;
    leave(p);
    p->was_started_again = true;
    (void)uv_timer_start(&p->retry, on_retry, waits_ms[p->tries < last ? p->tries : last], 0);
    p->tries++;
    tell(p, LINK_LOST, how);
}

/* A mistyped name is not tried for ever; but a program that was there may be just being built. */
static bool deserves_restart(const struct exec *p)
{
    bool is_missing = WIFEXITED(p->status) && WEXITSTATUS(p->status) >= NOT_EXECUTABLE &&
                      WEXITSTATUS(p->status) <= NOT_FOUND;

    return p->restarts && (p->was_started_again || !is_missing);
}

static void look(struct exec *p)
{
    if (!p->has_exited || !p->has_fallen_silent || p->ended)
        return;
    if (deserves_restart(p))
        start_again(p);
    else if (p->status == 0)
        end(p, SOURCE_ENDED);
    else
        fail(p);
}

static void on_child(uv_signal_t *handle, int number)
{
    struct exec *p = handle->data;

    (void)number;
    if (p->channel == NULL || p->has_exited || !program_has_ended(p->pid, &p->status))
        return;
    p->has_exited = true;
    look(p);
}

static void on_data(void *self, const char *bytes, size_t size)
{
    struct exec *p = self;

    p->base.client.data(p->base.client.self, bytes, size, clock_us(&p->base.clock));
}

static void on_silent(void *self, int error)
{
    struct exec *p = self;

    (void)error; /* a pipe ends, it does not fail */
    p->has_fallen_silent = true;
    look(p);
}

static void on_sent(void *self)
{
    struct exec *p = self;

    p->base.queued = channel_queued(p->channel);
    if (p->base.queued == 0 && p->base.client.drained != NULL)
        p->base.client.drained(p->base.client.self);
}

static void on_deaf(void *self)
{
    struct exec *p = self;
    char news[sizeof p->name + 96];

    if (p->has_exited || p->base.client.news == NULL)
        return;
    (void)snprintf(news, sizeof news, "%s has closed its input: what is sent does not reach it",
                   p->name);
    p->base.client.news(p->base.client.self, news);
}

static bool start(struct exec *p, struct fault *f)
{
    const struct channel_client client = {
        .self = p, .data = on_data, .end = on_silent, .sent = on_sent, .deaf = on_deaf};
    struct program program;

    if (program_start(&program, p->command, f) != HPT_OK)
        return false;
    p->channel = channel_open(p->loop, program.out, program.in, &client);
    if (p->channel == NULL) {
        (void)fault_memory(f);
        program_stop(program.pid);
        return false;
    }
    p->pid = program.pid;
    p->has_exited = false;
    p->has_fallen_silent = false;
    p->started_at = uv_now(p->loop);
    channel_read(p->channel, p->reading);
    return true;
}

static void exec_read(struct source *s, bool on)
{
    struct exec *p = (struct exec *)s;

    p->reading = on;
    if (p->channel != NULL)
        channel_read(p->channel, on && !p->ended);
}

static void exec_write(struct source *s, const char *bytes, size_t size)
{
    struct exec *p = (struct exec *)s;

    if (p->ended)
        return;
    if (p->channel == NULL) {
        p->dropped += size;
        s->queued = p->dropped; /* a pipe that feeds us is not emptied into the void */
        return;
    }
    if (!channel_write(p->channel, bytes, size)) {
        (void)fault_memory(&s->fault);
        end(p, SOURCE_FAILED);
    }
    s->queued = channel_queued(p->channel);
}

static void on_closed(uv_handle_t *handle)
{
    struct exec *p = handle->data;

    if (--p->open_handles > 0)
        return;
    free(p->command);
    free(p);
}

static void exec_close(struct source *s)
{
    struct exec *p = (struct exec *)s;

    p->ended = true;
    leave(p);
    uv_close((uv_handle_t *)&p->child, on_closed);
    uv_close((uv_handle_t *)&p->retry, on_closed);
}

/* The name of a long command is cut where it can still be recognised. */
static void make_name(struct exec *p)
{
    const size_t longest = sizeof p->name - sizeof "exec:...";

    (void)snprintf(p->name, sizeof p->name, "exec:%.*s%s", (int)longest, p->command,
                   strlen(p->command) > longest ? "..." : "");
}

static void set_up(struct exec *p, uv_loop_t *loop, const struct source_options *options,
                   const struct source_client *client)
{
    make_name(p);
    p->base = (struct source){.name = p->name,
                              .live = true,
                              .takes_keys = true,
                              .read = exec_read,
                              .write = exec_write,
                              .close = exec_close,
                              .client = *client};
    clock_start(&p->base.clock);
    p->loop = loop;
    p->restarts = options->restarts;
    p->child.data = p;
    p->retry.data = p;
    p->open_handles = 2;
    (void)uv_timer_init(loop, &p->retry);
    (void)uv_signal_init(loop, &p->child);
    (void)uv_signal_start(&p->child, on_child, SIGCHLD);
}

struct source *source_exec_open(uv_loop_t *loop, const char *command,
                                const struct source_options *options,
                                const struct source_client *client, struct fault *f)
{
    if (*command == '\0') {
        (void)fault_usage(f, "exec: lacks its command; write exec:'COMMAND'");
        return NULL;
    }
    struct exec *p = calloc(1, sizeof *p);
    char *copy = strdup(command);
    if (p == NULL || copy == NULL) {
        (void)fault_memory(f);
        free(p);
        free(copy);
        return NULL;
    }
    p->command = copy;
    set_up(p, loop, options, client);
    if (start(p, f))
        return &p->base;
    exec_close(&p->base);
    return NULL;
}

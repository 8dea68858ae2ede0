#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

enum {
    LINE_SIZE = 200,
    ECHOED = 2 /* columns of the ^C that the terminal shows behind the line */
};

/* A pipe may lead to a pager on this very terminal, so of what is not quiet only files count, and
 * /dev/null. */
bool progress_is_wanted(bool is_quiet)
{
    struct stat out;

    if (isatty(STDERR_FILENO) == 0)
        return false;
    if (is_quiet)
        return true;
    return fstat(STDOUT_FILENO, &out) == 0 &&
           (S_ISREG(out.st_mode) || (S_ISCHR(out.st_mode) && isatty(STDOUT_FILENO) == 0));
}

void progress_start(struct progress *p, const char *name)
{
    *p = (struct progress){.name = name, .start_ns = uv_hrtime()};
}

/* In the background the terminal belongs to somebody else. */
static bool is_in_front(void)
{
    pid_t front = tcgetpgrp(STDERR_FILENO);

    return front == -1 || front == getpgrp();
}

static size_t columns_of_terminal(void)
{
    struct winsize size;

    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

static void put(const char *text, size_t size)
{
    ssize_t written = write(STDERR_FILENO, text, size);
    (void)written; /* it is only a courtesy */
}

static int format_left(char *text, size_t size, double seconds)
{
    unsigned long s = (unsigned long)seconds + 1;

    if (s < 60)
        return snprintf(text, size, ", %lu s left", s);
    if (s < 3600)
        return snprintf(text, size, ", %lu min %lu s left", s / 60, s % 60);
    return snprintf(text, size, ", %lu h %lu min left", s / 3600, s / 60 % 60);
}

/* The length of the line. */
static size_t format(char *line, const struct progress *p, const struct progress_figures *n)
{
    double seconds = (double)(uv_hrtime() - p->start_ns) / 1e9;
    double rate = (double)n->bytes / 1e6 / seconds;
    bool has_end = n->whole > 0 && n->taken <= n->whole;
    int used;

    if (has_end)
        used = snprintf(line, LINE_SIZE, "%3.0f %%", 100.0 * (double)n->taken / (double)n->whole);
    else
        used = snprintf(line, LINE_SIZE, "%.1f MB", (double)n->bytes / 1e6);
    used += snprintf(line + used, LINE_SIZE - (size_t)used, ", %.*f MB/s", rate < 10, rate);
    if (has_end && n->taken > 0)
        used += format_left(line + used, LINE_SIZE - (size_t)used,
                            seconds * (double)(n->whole - n->taken) / (double)n->taken);
    (void)snprintf(line + used, LINE_SIZE - (size_t)used, ": %s", p->name);
    /* A name may hold anything; on the screen it must not act. */
    for (char *at = line; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = '?';
    return strlen(line);
}

void progress_show(struct progress *p, const struct progress_figures *figures)
{
    char text[2 * LINE_SIZE];
    char line[LINE_SIZE];

    if (!is_in_front())
        return;
    size_t columns = columns_of_terminal();
    size_t length = format(line, p, figures);
    if (length + ECHOED >= columns)
        length = columns > ECHOED + 1 ? columns - ECHOED - 1 : 0;
    size_t blanks = p->columns > length ? p->columns - length : 0;
    int size = snprintf(text, sizeof text, "\r%.*s%*s", (int)length, line, (int)blanks, "");
    put(text, (size_t)size);
    p->columns = length + blanks;
}

void progress_clear(struct progress *p, bool is_interrupted)
{
    char text[2 * LINE_SIZE];

    if (p->columns == 0 && !(is_interrupted && p->name != NULL))
        return;
    int size = snprintf(text, sizeof text, "\r%*s\r", (int)p->columns + ECHOED, "");
    put(text, (size_t)size);
    p->columns = 0;
}

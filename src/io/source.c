#include "io/source.h"

#include "io/port_name.h"
#include "io/port_owner.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

void source_write_nothing(struct source *s, const char *bytes, size_t size)
{
    (void)s;
    (void)bytes;
    (void)size;
}

int source_open_to_read(const char *path, int flags, struct fault *f)
{
    int fd = open(path, flags);

    if (fd < 0 && errno == EACCES)
        (void)fault_permission(f, path, false);
    else if (fd < 0)
        (void)fault_system(f, "open %s", path);
    return fd;
}

/* A rate and the like are of a serial line; anywhere else they are a mistake worth a word. */
static enum hpt_status refuse_line_options(const struct source_options *options, const char *input,
                                           const char *kind, struct fault *f)
{
    const struct {
        bool is_given;
        const char *option;
    } others[] = {{options->flow_given, "flow"},
                  {options->dtr_given, "dtr"},
                  {options->rts_given, "rts"},
                  {options->reset_given, "reset"}};

    if (options->baud_given)
        return fault_usage(f, "%s is %s and has no baud rate; leave %lu out", input, kind,
                           (unsigned long)options->baud);
    if (options->framing_given)
        return fault_usage(f, "%s is %s and has no framing; leave --framing out", input, kind);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].is_given)
            return fault_usage(f, "%s is %s and no serial line; leave --%s out", input, kind,
                               others[i].option);
    return HPT_OK;
}

static struct source *refuse(const char *input, const struct stat *st, struct fault *f)
{
    if (S_ISDIR(st->st_mode))
        (void)fault_input(f, "%s is a directory; name a file in it", input);
    else if (S_ISBLK(st->st_mode))
        (void)fault_input(f, "%s is a disk; name a serial port or a log file", input);
    else
        (void)fault_input(f, "%s is a local socket; name a serial port, a file or tcp://HOST:PORT",
                          input);
    return NULL;
}

static bool is_missing(int error)
{
    return error == ENOENT || error == ENOTDIR;
}

/* What cannot even be looked at. */
static struct source *refuse_unknown(const char *path, int error, struct fault *f)
{
    errno = error;
    if (is_missing(error))
        (void)fault_missing(f, path);
    else if (error == EACCES)
        (void)fault_permission(f, path, false);
    else if (fault_system(f, "open %s", path) != HPT_OK)
        (void)fault_hint(f, "check the path");
    return NULL;
}

static struct source *open_path(uv_loop_t *loop, const char *path,
                                const struct source_options *options,
                                const struct source_client *client, struct fault *f)
{
    struct stat st;

    if (port_name_is_special(path))
        return source_serial_open(loop, path, options, client, f);
    if (stat(path, &st) != 0) {
        int error = errno;
        if (is_missing(error) && port_name_is_sure(path))
            return source_serial_open(loop, path, options, client, f);
        return refuse_unknown(path, error, f);
    }
    if (S_ISCHR(st.st_mode))
        return source_serial_open(loop, path, options, client, f);
    bool is_file = S_ISREG(st.st_mode);
    if (!is_file && !S_ISFIFO(st.st_mode))
        return refuse(path, &st, f);
    if (refuse_line_options(options, path, is_file ? "a file" : "a pipe", f) != HPT_OK)
        return NULL;
    struct source *packed =
        is_file ? source_file_open(loop, path, client, f) : source_fifo_open(loop, path, client, f);
    return source_unpack(loop, packed, is_file, client, f);
}

static const struct scheme {
    const char *lead;
    const char *kind; /* for refuse_line_options; NULL: has a line */
    struct source *(*open)(uv_loop_t *loop, const char *rest, const struct source_options *options,
                           const struct source_client *client, struct fault *f);
} schemes[] = {
    {"tcp://", "a network connection", source_tcp_open},
    {"rfc2217://", NULL, source_rfc2217_open},
    {"exec:", "a program", source_exec_open},
    {0},
};

static const struct scheme *scheme_of(const char *input)
{
    for (const struct scheme *scheme = schemes; scheme->lead != NULL; scheme++)
        if (strncmp(input, scheme->lead, strlen(scheme->lead)) == 0)
            return scheme;
    return NULL;
}

static struct source *open_stdin(uv_loop_t *loop, const struct source_client *client,
                                 struct fault *f)
{
    struct source *packed = source_stdin_open(loop, client, f);

    return source_unpack(loop, packed, packed != NULL && packed->whole > 0, client, f);
}

struct source *source_open(uv_loop_t *loop, const char *input, const struct source_options *options,
                           const struct source_client *client, struct fault *f)
{
    const struct scheme *scheme = scheme_of(input);
    const char *scheme_end = strstr(input, "://");

    if (options->restarts_given && (scheme == NULL || scheme->open != source_exec_open)) {
        (void)fault_usage(f,
                          "%s is no program to be started again; leave --restart out, or give "
                          "exec:COMMAND",
                          input);
        return NULL;
    }
    if (strcmp(input, "-") == 0)
        return refuse_line_options(options, "-", "standard input", f) == HPT_OK
                   ? open_stdin(loop, client, f)
                   : NULL;
    if (scheme != NULL && scheme->kind != NULL &&
        refuse_line_options(options, input, scheme->kind, f) != HPT_OK)
        return NULL;
    if (scheme != NULL)
        return scheme->open(loop, input + strlen(scheme->lead), options, client, f);
    if (scheme_end == NULL)
        return open_path(loop, input, options, client, f);
    (void)fault_usage(
        f,
        "%.*s:// is no kind of input that heapterm knows; give a serial port, a file, "
        "-, tcp://HOST:PORT, rfc2217://HOST or exec:COMMAND",
        (int)(scheme_end - input), input);
    return NULL;
}

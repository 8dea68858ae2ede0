#include "cli/logs.h"

#include <stdarg.h>
#include <stdio.h>

static struct log_options options_of_lines(const struct settings *settings)
{
    struct log_options options = settings->log;

    options.path = settings->log_view;
    return options;
}

static void hear(struct logs *l)
{
    l->bytes.self = l->lines.file.self = l->self;
    l->bytes.tell = l->lines.file.tell = l->tell;
}

enum hpt_status logs_open(struct logs *l, const struct settings *settings, void *self,
                          void (*tell)(void *self, const char *sentence), struct fault *f)
{
    const struct log_options lines = options_of_lines(settings);
    const char *input = settings->operands[0];

    *l = (struct logs){.settings = settings, .self = self, .tell = tell};
    l->bytes.fd = l->lines.file.fd = -1;
    if (log_file_open(&l->bytes, &settings->log, input, f) != HPT_OK ||
        log_file_open(&l->lines.file, &lines, input, f) != HPT_OK)
        return f->status;
    hear(l);
    if (!log_file_is_same(&l->bytes, &l->lines.file))
        return HPT_OK;
    return fault_usage(f, "--log and --log-view both name %s; give one of them another file",
                       l->lines.file.path);
}

static void say(const struct logs *l, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void say(const struct logs *l, const char *format, ...)
{
    char text[1200];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    l->tell(l->self, text);
}

static void close_one(const struct logs *l, struct log_file *file)
{
    struct fault f = {0};

    if (!log_file_is_open(file))
        return;
    say(l, "the log %.1000s is closed", file->path);
    if (log_file_close(file, &f) != HPT_OK)
        say(l, "%s", f.message);
}

/* `what`: that goes to it. */
static void open_one(const struct logs *l, struct log_file *file, const struct log_options *options,
                     const char *what)
{
    struct log_file again = *file;
    struct fault f = {0};

    if (log_file_open(file, options, NULL, &f) != HPT_OK) {
        say(l, "%s", f.message);
        *file = again;
        return;
    }
    file->self = l->self;
    file->tell = l->tell;
    file->missed = again.missed;
    say(l, "what %s goes to the log %.1000s", what, file->path);
}

static void open_again(struct logs *l)
{
    static const struct log_options own_name = {.path = "heapterm-%Y%m%d-%H%M%S.log",
                                                .mode = LOG_NEW};
    struct log_options bytes = l->settings->log, lines = options_of_lines(l->settings);

    bytes.mode = lines.mode = LOG_APPEND; /* they go on */
    if (bytes.path == NULL && lines.path == NULL)
        bytes = own_name;
    if (bytes.path != NULL)
        open_one(l, &l->bytes, &bytes, "the device says");
    if (lines.path != NULL)
        open_one(l, &l->lines.file, &lines, "is shown");
}

void logs_toggle(struct logs *l)
{
    if (!logs_are_open(l)) {
        open_again(l);
        return;
    }
    close_one(l, &l->bytes);
    close_one(l, &l->lines.file);
}

bool logs_are_open(const struct logs *l)
{
    return log_file_is_open(&l->bytes) || log_file_is_open(&l->lines.file);
}

void logs_name(const struct logs *l, char *text, size_t size)
{
    bool has_bytes = log_file_is_open(&l->bytes), has_lines = log_file_is_open(&l->lines.file);

    (void)snprintf(text, size, "%s%s%s%s", has_bytes ? l->bytes.path : "",
                   has_bytes && has_lines ? " and " : "", has_lines ? l->lines.file.path : "",
                   has_bytes || has_lines ? "" : "off");
}

enum hpt_status logs_close(struct logs *l, struct fault *f)
{
    struct fault lines = {0};

    view_log_release(&l->lines);
    if (log_file_close(&l->lines.file, &lines) != HPT_OK)
        *f = lines;
    return log_file_close(&l->bytes, f) == HPT_OK ? lines.status : f->status;
}

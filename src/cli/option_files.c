/* Options: what is kept in files. */
#include "base/str.h"
#include "cli/numbers.h"
#include "cli/options.h"

static bool set_log(struct settings *s, const char *value)
{
    s->log.path = value;
    return *value != '\0';
}

static bool set_log_view(struct settings *s, const char *value)
{
    s->log_view = value;
    return *value != '\0';
}

static bool set_log_mode(struct settings *s, const char *value)
{
    static const char *const names[] = {
        [LOG_APPEND] = "append", [LOG_NEW] = "new", [LOG_OVERWRITE] = "overwrite"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(names[i], value) == 0) {
            s->log.mode = (enum log_mode)i;
            return true;
        }
    return false;
}

static bool set_log_rotate(struct settings *s, const char *value)
{
    uint64_t ms;

    if (size_parse(value, &s->log.rotate_size))
        return s->log.rotate_size > 0;
    s->log.rotate_size = 0;
    if (!span_parse(value, &ms))
        return false;
    s->log.rotate_s = ms / 1000;
    return s->log.rotate_s > 0;
}

static bool set_record(struct settings *s, const char *value)
{
    s->record = value;
    return *value != '\0';
}

static bool set_output(struct settings *s, const char *value)
{
    s->output = value;
    return *value != '\0';
}

static bool set_record_dir(struct settings *s, const char *value)
{
    s->record_dir = value;
    return *value != '\0';
}

static const struct option_row rows[] = {
    {0, "log", "FILE", FOR_MONITOR | FOR_TUI,
     "what the device says, byte for byte; FILE may have the fields of strftime, such as %Y%m%d",
     set_log, "the name of a file", NULL, .is_common = true},
    {0, "log-view", "FILE", FOR_MONITOR,
     "the lines that the screen is shown, heap lines, time stamps and news too, without colours "
     "and "
     "whatever the screen does; may stand beside --log",
     set_log_view, "the name of a file", NULL},
    {0, "log-mode", "MODE", FOR_MONITOR | FOR_TUI,
     "when FILE is there: append to it, take a new name (FILE.1), or overwrite it; append unless "
     "given",
     set_log_mode, "append, new or overwrite", NULL, .preset = "append",
     .values = "append new overwrite"},
    {0, "log-rotate", "LIMIT", FOR_MONITOR | FOR_TUI,
     "begin the next file (FILE.1, FILE.2, ...) after so many bytes (10M) or so long (30min, 1h, "
     "1d), at the end of a line",
     set_log_rotate, "a size such as 500K or 10M, or a time such as 30min, 1h or 1d", NULL},
    {0, "record", "FILE", FOR_MONITOR | FOR_TUI | FOR_CHECK,
     "keep every byte, both ways, with its time of arrival in this recording; one that is there "
     "goes on",
     set_record, "the name of a file", NULL, .is_common = true},
    {'o', "output", "FILE", FOR_RECORD, "the recording; one that is there goes on", set_output,
     "the name of a file", NULL},
    {0, "record-dir", "DIR", FOR_RECORD,
     "a new recording for each port in this directory, named by the port and the time; it is made "
     "if "
     "it is not there",
     set_record_dir, "the name of a directory", NULL},
    {0},
};

const struct option_group group_files = {"Logs and recordings", rows};

enum hpt_status files_check(const struct settings *s, struct fault *f)
{
    static const char *const of_logs[] = {"log-mode", "log-rotate"};

    for (size_t i = 0; i < COUNT(of_logs) && s->log.path == NULL && s->log_view == NULL; i++)
        if (option_is_typed(s, of_logs[i]) && (s->command->bit & (FOR_MONITOR | FOR_TUI)) != 0)
            return fault_usage(f, "--%s is for a log; give --log FILE or --log-view FILE, too",
                               of_logs[i]);
    return HPT_OK;
}

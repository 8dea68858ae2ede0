/* Options: what is kept in files. */
#include "cli/options.h"

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
    {0, "record", "FILE", FOR_MONITOR,
     "keep every byte, both ways, with its time of arrival in this recording; one that is there "
     "goes on",
     set_record, "the name of a file", NULL},
    {'o', "output", "FILE", FOR_RECORD, "the recording; one that is there goes on", set_output,
     "the name of a file", NULL},
    {0, "record-dir", "DIR", FOR_RECORD,
     "a new recording for each port in this directory, named by the port and the time",
     set_record_dir, "the name of a directory", NULL},
    {0},
};

const struct option_group group_files = {"Logs and recordings", rows};

/* The options. Each is stated once, in the tables of option_*.c: parsing, help, the man page, shell
 * completions and the keys of the settings file all come from them. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "cli/command.h"

struct option_row {
    char letter; /* '\0': none */
    const char *name;
    const char *argument; /* NULL: takes none */
    unsigned commands;
    const char *about;
    bool (*set)(struct settings *s, const char *value);
    const char *wants; /* what a value must be, for the sentence when `set` says no */
    enum hpt_status (*refuse)(struct fault *f, const char *value); /* instead of `wants` */
};

/* Options that belong together, under one title in the help. */
struct option_group {
    const char *title;
    const struct option_row *rows; /* ended by a NULL name */
};

extern const struct option_group group_trace, group_port, group_view, group_keys, group_files,
    group_replay, group_run, group_general;
extern const struct option_group *const option_groups[]; /* ended by NULL; the order of the help */

/* Every option has a number: its place in the groups, counted through. NULL beyond the last. */
const struct option_row *option_at(size_t number);

/* An option without argument sets a field of struct settings to true. */
#define OPTION_FLAG(function, field)                                                               \
    static bool function(struct settings *s, const char *value)                                    \
    {                                                                                              \
        (void)value;                                                                               \
        return s->field = true;                                                                    \
    }

/* Reads the command line into *s. */
enum hpt_status options_parse(int argc, char **argv, struct settings *s,
                              struct fault *f) HPT_MUST_CHECK;

/* Sets one option, as if `value` had been given on the command line (NULL for a flag). `from` says
 * where it stands, for messages and `heapterm settings`; it is borrowed. */
enum hpt_status option_take(struct settings *s, size_t number, const char *value, const char *from,
                            struct fault *f) HPT_MUST_CHECK;

/* The option nearest to a name that is none, or NULL if none is near. */
const struct option_row *option_nearest(const char *name);

/* The sentence for a name that hpt_dialects() or hpt_allocators() does not have. */
enum hpt_status fault_names(struct fault *f, const char *what, const char *name,
                            const struct hpt_named *names);

#endif

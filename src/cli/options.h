/* The options. Each is stated once, in the tables of option_*.c: parsing, help, the man page, shell
 * completions and the keys of the settings file all come from them. A row ends where the rest of it
 * would be nothing. */
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
    const char *preset; /* what holds when nothing is said, where that can be said; or NULL */
    const char *values; /* for completions: values it takes, between blanks; or NULL */
    const struct hpt_named *(*names)(void); /* the same as a function; or NULL */
    unsigned repeats;                       /* the commands that take it more than once */
    size_t most;                            /* and how often */
    bool is_common;                         /* stands in the overview of the help */
    bool is_typed_only;                     /* makes no sense in the settings file */
};

/* Options that belong together, under one title in the help. */
struct option_group {
    const char *title;
    const struct option_row *rows; /* ended by a NULL name */
};

extern const struct option_group group_trace, group_port, group_view, group_keys, group_files,
    group_replay, group_report, group_run, group_check, group_general;
extern const struct option_group *const option_groups[]; /* ended by NULL; the order of the help */

/* Every option has a number: its place in the groups, counted through. NULL beyond the last. */
const struct option_row *option_at(size_t number);

/* The number of the option with that name; OPTIONS_MAX: there is none. */
size_t option_number(const char *name);

/* Whether a command takes an option. `heapterm settings` takes all that can be set, to say what
 * they would do. */
bool option_belongs(const struct option_row *row, const struct command *c);

/* Whether an option stands on the command line, not in the settings file. */
bool option_is_typed(const struct settings *s, const char *name);

/* What two options both say, for a sentence, if one of them makes the other senseless; or NULL. */
const char *option_clash(size_t one, size_t other);

/* The `from` of what was typed. */
extern const char from_command_line[];

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

/* Sets one option. A flag takes yes or no (also true, false, on, off), NULL is yes; no leaves it as
 * it was, and is remembered. `from` says where the value stands, for `heapterm settings`; both are
 * borrowed. The sentence of a failure names the option as --NAME if it was typed, otherwise as
 * NAME. */
enum hpt_status option_take(struct settings *s, size_t number, const char *value, const char *from,
                            struct fault *f) HPT_MUST_CHECK;

/* The option nearest to a name that is none, or NULL if none is near. */
const struct option_row *option_nearest(const char *name);

/* Whether the options of the group End, of the view, and of logs go together. */
enum hpt_status run_check(const struct settings *s, struct fault *f) HPT_MUST_CHECK;
enum hpt_status files_check(const struct settings *s, struct fault *f) HPT_MUST_CHECK;
enum hpt_status view_check(const struct settings *s, struct fault *f) HPT_MUST_CHECK;

/* The sentence for a list that bytemap_parse refuses. */
enum hpt_status fault_byte_map(struct fault *f, const char *list);

/* The sentence for a name that hpt_dialects() or hpt_allocators() does not have. */
enum hpt_status fault_names(struct fault *f, const char *what, const char *name,
                            const struct hpt_named *names);

#endif

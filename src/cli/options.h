/* The options. Each is stated once, in the table of options.c: parsing, help and the man page all
 * come from it. */
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

extern const struct option_row option_rows[];
extern const size_t option_count;

/* Reads the command line into *s. */
enum hpt_status options_parse(int argc, char **argv, struct settings *s,
                              struct fault *f) HPT_MUST_CHECK;

/* The sentence for a name that hpt_dialects() or hpt_allocators() does not have. */
enum hpt_status fault_names(struct fault *f, const char *what, const char *name,
                            const struct hpt_named *names);

#endif
